package dev.fairlead.watchdog.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts a stream of bytes into lines, however the bytes were split on their way.
 *
 * <p>A line ends with LF, with or without a CR before it, and neither is part of it. Bytes that are
 * not UTF-8 become U+FFFD: a garbage line is still one line. A line over the bound is an error and
 * nothing after it is looked at. Not thread-safe.
 */
public final class LineAssembler {
  private final int maxLineBytes;
  private byte[] partial = new byte[256];
  private int length;

  /**
   * For lines up to a bound.
   *
   * @param maxLineBytes longest line, without its end
   */
  public LineAssembler(int maxLineBytes) {
    if (maxLineBytes < 1) {
      throw new IllegalArgumentException("maxLineBytes " + maxLineBytes);
    }
    this.maxLineBytes = maxLineBytes;
  }

  /**
   * Takes all bytes of the buffer and passes on each line that is complete.
   *
   * @throws IOException when a line is longer than the bound
   */
  public void feed(ByteBuffer bytes, Consumer<String> lines) throws IOException {
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (next == '\n') {
        lines.accept(take());
      } else {
        append(next);
      }
    }
  }

  /** Bytes of the line that has not ended yet. */
  public int pendingBytes() {
    return length;
  }

  private String take() {
    int end = length > 0 && partial[length - 1] == '\r' ? length - 1 : length;
    length = 0;
    return new String(partial, 0, end, StandardCharsets.UTF_8);
  }

  private void append(byte next) throws IOException {
    if (length == maxLineBytes) {
      throw new IOException("line longer than " + maxLineBytes + " bytes");
    }
    if (length == partial.length) {
      partial = Arrays.copyOf(partial, Math.min(maxLineBytes, partial.length * 2));
    }
    partial[length++] = next;
  }
}
