package dev.fairlead.stress.data;

import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A data folder of the node {@link DataSettings#NODE} that holds a data set.
 *
 * <p>Made once, then reused: a marker file says of what seed, sizes and schema it is, and is
 * written last. A million services take some minutes and gigabytes; {@code prepare} says how many.
 */
public final class DataFolder {
  /** Grows when {@link Population} or {@link DataWriter} make other rows of equal settings. */
  private static final int FORMAT = 1;

  private static final String MARKER = "data-set";

  /** The system property that names the folder for what the build makes. */
  private static final String TARGET = "fairlead.stress.target";

  private DataFolder() {}

  /** Where data sets are kept: {@code data} in the folder the launcher names. */
  public static Path parent() {
    return Path.of(System.getProperty(TARGET, "target"), "data").toAbsolutePath();
  }

  /**
   * The folder of {@code settings} under {@code parent}, made unless it is there.
   *
   * @param log takes lines of progress
   */
  public static Path prepare(DataSettings settings, Path parent, Consumer<String> log) {
    Path folder = parent.resolve(settings.folder());
    try {
      if (isComplete(folder, settings)) {
        log.accept("data set %s: reused".formatted(folder));
        return folder;
      }
      delete(folder);
      Files.createDirectories(folder);
      write(settings, folder, log);
      Files.writeString(folder.resolve(MARKER), marker(settings));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("data set " + folder, e);
    }
  }

  private static void write(DataSettings settings, Path folder, Consumer<String> log)
      throws IOException {
    log.accept("data set %s: writing …".formatted(folder));
    long start = System.nanoTime();
    long rows;
    try (Replica replica =
        Replica.open(new ReplicaSettings(folder, DataSettings.NODE, DataSettings.REGION))) {
      rows =
          new DataWriter(replica)
              .write(
                  new Population(settings),
                  done -> log.accept("  %d services, %d s".formatted(done, seconds(start))));
    }
    log.accept(
        "data set %s: %d rows in %d s, %d MiB"
            .formatted(folder, rows, seconds(start), bytes(folder) >> 20));
  }

  private static long seconds(long startNanos) {
    return (System.nanoTime() - startNanos) / 1_000_000_000;
  }

  private static boolean isComplete(Path folder, DataSettings settings) throws IOException {
    Path marker = folder.resolve(MARKER);
    return Files.exists(marker) && Files.readString(marker).equals(marker(settings));
  }

  private static String marker(DataSettings settings) throws IOException {
    return "format=%d seed=%d services=%d instances=%d schema=%08x%n"
        .formatted(
            FORMAT, settings.seed(), settings.services(), settings.instances(), schemaHash());
  }

  private static long schemaHash() throws IOException {
    try (InputStream schema = Replica.class.getResourceAsStream("schema.sql")) {
      if (schema == null) {
        throw new IOException("schema.sql is not on the class path");
      }
      CRC32C crc = new CRC32C();
      crc.update(schema.readAllBytes());
      return crc.getValue();
    }
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /** An empty folder of that name beside the data sets, whatever was in it before. */
  public static Path empty(String name) throws IOException {
    Path folder = parent().resolve(name);
    delete(folder);
    return Files.createDirectories(folder);
  }

  /** Deletes a folder and all in it, if it is there. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
