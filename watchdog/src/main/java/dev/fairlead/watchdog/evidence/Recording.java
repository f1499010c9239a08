package dev.fairlead.watchdog.evidence;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The flight recording of a node: chunk files under {@code DATA/jfr/TIME_PID}, which are there when
 * the process is not. Chunks in a row are a recording.
 *
 * @param folder the chunks of one process
 */
record Recording(Path folder) {
  /** Bytes of a recording, its newest chunks. */
  static final long MAX_BYTES = 8L << 20; // 8 MiB

  /** Of that process, if it has made one. */
  static Optional<Recording> of(Path data, long pid) throws IOException {
    try (Stream<Path> all = Files.list(data.resolve("jfr"))) {
      return all.filter(folder -> folder.getFileName().toString().endsWith("_" + pid))
          .max(Path::compareTo)
          .map(Recording::new);
    } catch (NoSuchFileException never) {
      return Optional.empty();
    }
  }

  /** Writes the newest chunks into one file, the oldest first. */
  void copyTo(Path file) throws IOException {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (Path chunk : newest()) {
        try (FileChannel in = FileChannel.open(chunk, StandardOpenOption.READ)) {
          long size = in.size();
          for (long done = 0; done < size; ) {
            long count = in.transferTo(done, size - done, out);
            if (count <= 0) {
              throw new IOException("only " + done + " of " + size + " bytes of " + chunk);
            }
            done += count;
          }
        }
      }
    }
  }

  private Iterable<Path> newest() throws IOException {
    Deque<Path> taken = new ArrayDeque<>();
    long bytes = 0;
    for (Path chunk : chunks().reversed()) {
      bytes += Files.size(chunk);
      if (bytes > MAX_BYTES && !taken.isEmpty()) {
        break;
      }
      taken.addFirst(chunk);
    }
    return taken;
  }

  /** Oldest first; their names are their times. */
  private List<Path> chunks() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(chunk -> chunk.getFileName().toString().endsWith(".jfr")).sorted().toList();
    }
  }

  /** Removes it: its process has ended. */
  void remove() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}
