package dev.fairlead.watchdog.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The evidence folders of a node: at most {@link #MAX_KEPT} and {@link #MAX_BYTES}; over a bound
 * the oldest goes, never the newest.
 *
 * <p>Used by one thread; the node and its watchdog may both use the same folder, so what another
 * process removed meanwhile is as good as removed here.
 */
final class EvidenceFolders {
  /** Folders kept, the newest included. */
  static final int MAX_KEPT = 20;

  /** Bytes kept in all of them. */
  static final long MAX_BYTES = 256L << 20; // 256 MiB

  /** Only these are ever removed. */
  private static final Pattern NAME =
      Pattern.compile("\\d{8}T\\d{6}\\.\\d{3}Z-[a-z]+(-[0-9A-Za-z]+)*");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Path all;
  private final int maxKept;
  private final long maxBytes;

  EvidenceFolders(Path all) {
    this(all, MAX_KEPT, MAX_BYTES);
  }

  /** With bounds of the caller. */
  EvidenceFolders(Path all, int maxKept, long maxBytes) {
    this.all = all;
    this.maxKept = maxKept;
    this.maxBytes = maxBytes;
  }

  /** Makes a new one; the names sort by time. */
  Path create(Victim victim) throws IOException {
    Files.createDirectories(all);
    String name = TIME.format(victim.when()) + "-" + victim.word() + "-" + victim.incident();
    Path folder = all.resolve(name);
    for (int again = 2; Files.exists(folder); again++) {
      folder = all.resolve(name + "-" + again);
    }
    return Files.createDirectory(folder);
  }

  /** Removes what is over the bounds. */
  void prune() throws IOException {
    List<Path> kept = new ArrayList<>(list());
    List<Long> sizes = new ArrayList<>();
    long bytes = 0;
    for (Path folder : kept) {
      long size = size(folder);
      sizes.add(size);
      bytes += size;
    }
    int oldest = 0;
    while (kept.size() - oldest > 1 && (kept.size() - oldest > maxKept || bytes > maxBytes)) {
      bytes -= sizes.get(oldest);
      remove(kept.get(oldest++));
    }
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

  private static long size(Path folder) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    } catch (NoSuchFileException removed) {
      return bytes;
    }
    return bytes;
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException removed) {
      return;
    }
    Files.deleteIfExists(folder);
  }
}
