package dev.fairlead.stress.drill.watchdog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file and flushes it again and again, so that whoever else needs that disk waits: the
 * file is bounded, the queue of the disk is what fills. Confined to one thread.
 */
final class DiskStorm {
  private static final int CHUNK_BYTES = 8 * 1024 * 1024; // 8 MiB
  private static final int MAX_CHUNKS = 16; // 128 MiB on disk at most

  private DiskStorm() {}

  /** Goes on until {@code endNanos}. */
  static void rage(Path folder, long endNanos) throws IOException {
    Path file = folder.resolve("storm");
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; System.nanoTime() - endNanos < 0; i++) {
        int _ = channel.write(chunk.clear(), (long) (i % MAX_CHUNKS) * CHUNK_BYTES);
        channel.force(true);
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
