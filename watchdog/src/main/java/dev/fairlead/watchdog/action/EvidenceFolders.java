package dev.fairlead.watchdog.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The evidence folders of a node, at most {@link #MAX_KEPT}: the oldest goes when a new one comes.
 */
final class EvidenceFolders {
  /** Folders kept, the new one included. */
  static final int MAX_KEPT = 20;

  /** Only these are ever removed. */
  private static final Pattern NAME = Pattern.compile("\\d{8}T\\d{6}\\.\\d{3}Z-[a-z]+(-\\d+)?");

  private final Path all;

  EvidenceFolders(Path all) {
    this.all = all;
  }

  /** Makes room and a new folder. */
  Path create(String name) throws IOException {
    Files.createDirectories(all);
    List<Path> kept = list();
    for (Path old : kept.subList(0, Math.max(0, kept.size() - MAX_KEPT + 1))) {
      remove(old);
    }
    Path folder = all.resolve(name);
    for (int again = 2; Files.exists(folder); again++) {
      folder = all.resolve(name + "-" + again);
    }
    return Files.createDirectory(folder);
  }

  /** Oldest first. */
  List<Path> list() throws IOException {
    try (Stream<Path> entries = Files.list(all)) {
      return entries
          .filter(entry -> NAME.matcher(entry.getFileName().toString()).matches())
          .sorted()
          .toList();
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}
