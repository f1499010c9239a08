package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A large body that counts what its sender got rid of, so that a test sees how far the sender runs
 * ahead of a reader. One sender, one reader.
 */
final class Flood {
  static final int BYTES = 64 << 20;
  private static final int BLOCK = 65536;

  /** Raised by the sender, read by the test: a count, which orders nothing else. */
  private final AtomicLong sent = new AtomicLong();

  void send(OutputStream out) throws IOException {
    byte[] block = new byte[BLOCK];
    while (sent.get() < BYTES) {
      out.write(block);
      sent.addAndGet(block.length);
    }
    out.flush();
  }

  /** Bytes the sender got rid of so far. */
  long sent() {
    return sent.get();
  }

  /** Reads the whole; by how many bytes the sender was ahead at most. */
  long receive(InputStream in) throws IOException {
    byte[] buffer = new byte[BLOCK];
    long read = 0;
    long worst = 0;
    while (read < BYTES) {
      int n = in.read(buffer);
      assertTrue(n > 0, "ended after " + read);
      read += n;
      worst = Math.max(worst, sent.get() - read);
    }
    assertEquals(BYTES, read);
    return worst;
  }
}
