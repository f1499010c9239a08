package dev.fairlead.stress.soak;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;

/** Bodies whose every byte is known by its place, so that one that is lost or doubled shows. */
final class Pattern {
  private static final int PERIOD = 251; // a prime: no buffer's size is a multiple of it
  private static final int PIECE = 8192;

  private Pattern() {}

  /** The bytes from {@code at} on. */
  static byte[] bytes(long at, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ((at + i) % PERIOD);
    }
    return bytes;
  }

  /** Writes {@code length} bytes from the first on. */
  static void write(OutputStream out, int length) throws IOException {
    for (int at = 0; at < length; at += PIECE) {
      out.write(bytes(at, Math.min(PIECE, length - at)));
    }
  }

  /**
   * Reads {@code length} bytes; whether they are the right ones.
   *
   * @param pauseNanos between two pieces
   */
  static boolean read(InputStream in, int length, long pauseNanos) throws IOException {
    boolean right = true;
    for (int at = 0; at < length; at += PIECE) {
      byte[] piece = in.readNBytes(Math.min(PIECE, length - at));
      if (piece.length < Math.min(PIECE, length - at)) {
        throw new EOFException("the body was cut off after " + (at + piece.length) + " bytes");
      }
      right &= java.util.Arrays.equals(piece, bytes(at, piece.length));
      if (pauseNanos > 0) {
        LockSupport.parkNanos(pauseNanos);
      }
    }
    return right;
  }
}
