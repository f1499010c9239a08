package dev.fairlead.watchdog.evidence;

import java.io.IOException;
import java.nio.ByteBuffer;
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
 * <p>A process that is killed leaves its last chunk open, as of the last second. Readers would wait
 * for its end, so a copy says that it has ended:
 *
 * <pre>
 *   0          8           16     24         32      64
 *  +----------+-----------+- - - +----------+- - - +-------+- - -
 *  | FLR, …   | size      | …    | metadata | …    | state |
 *  +----------+-----------+- - - +----------+- - - +-------+- - -
 *   size: bytes of the chunk that are valid, big-endian; what follows them is torn
 *   metadata: where it says what the events mean; 0 while nothing was written out yet
 *   state: 0 ended · 255 header being written · other: open
 * </pre>
 *
 * @param folder the chunks of one process
 */
record Recording(Path folder) {
  /** Bytes of a recording, its newest chunks. */
  static final long MAX_BYTES = 8L << 20; // 8 MiB

  private static final int AT_SIZE = 8;
  private static final int AT_METADATA = 24;
  private static final int AT_STATE = 64;

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
        append(chunk, out);
      }
    }
  }

  private static void append(Path chunk, FileChannel out) throws IOException {
    try (FileChannel in = FileChannel.open(chunk, StandardOpenOption.READ)) {
      long valid = Math.min(in.size(), size(in));
      long start = out.position();
      for (long done = 0; done < valid; ) {
        long count = in.transferTo(done, valid - done, out);
        if (count <= 0) {
          throw new IOException("only " + done + " of " + valid + " bytes of " + chunk);
        }
        done += count;
      }
      if (valid > AT_STATE) {
        out.write(ByteBuffer.allocate(1), start + AT_STATE); // 0: it has ended
      }
    }
  }

  /** What the header says; 0 for a chunk whose events nobody could read yet. */
  private static long size(FileChannel chunk) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(AT_STATE);
    boolean readable = chunk.read(header, 0) == AT_STATE && header.getLong(AT_METADATA) > 0;
    return readable ? Math.max(0, header.getLong(AT_SIZE)) : 0;
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
