package dev.fairlead.stress.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the watchdog saved of a node it replaced.
 *
 * <p>Immutable.
 *
 * @param problem what is wrong with it; empty if it is complete
 */
public record EvidenceFolder(String problem) {
  /** The newest of a node, if it is not older than {@code since}. */
  public static EvidenceFolder newestSince(Path data, Instant since) throws IOException {
    Path all = data.resolve("evidence");
    if (!Files.isDirectory(all)) {
      return new EvidenceFolder("there is no evidence");
    }
    try (Stream<Path> folders = Files.list(all)) {
      Path newest = folders.max(Comparator.naturalOrder()).orElse(null);
      if (newest == null || Files.getLastModifiedTime(newest).toInstant().isBefore(since)) {
        return new EvidenceFolder("there is no evidence of this fault");
      }
      List<String> names = List.of("reason.txt", "log.txt");
      return new EvidenceFolder(
          names.stream()
              .filter(name -> !Files.exists(newest.resolve(name)))
              .findFirst()
              .orElse(""));
    }
  }
}
