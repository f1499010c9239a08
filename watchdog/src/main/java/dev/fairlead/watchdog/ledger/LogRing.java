package dev.fairlead.watchdog.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The last 64 KiB of a log, as bytes of UTF-8 lines, around and around.
 *
 * <p>Any thread appends, without waiting: it takes its range by one atomic addition and fills it. A
 * line that is being filled when somebody reads, or whose writer dies, is seen half. Thread-safe.
 */
final class LogRing {
  /** Longest line kept whole; the rest of a longer one is cut off. */
  static final int MAX_LINE_BYTES = 4096; // 4 KiB

  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int SIZE = Layout.LOG_RING_BYTES;
  private static final int MASK = SIZE - 1;

  private final ByteBuffer page;
  private final int position;
  private final int ring;

  LogRing(ByteBuffer page) {
    this.page = page;
    this.position = Layout.LOG;
    this.ring = Layout.LOG + 8;
  }

  /** Adds a line, without its end. */
  void append(String line) {
    byte[] utf8 = line.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(utf8.length, MAX_LINE_BYTES);
    long at = (long) LONG.getAndAdd(page, position, (long) length + 1); // a range for each writer
    for (int done = 0; done < length; ) {
      int offset = (int) ((at + done) & MASK);
      int piece = Math.min(length - done, SIZE - offset);
      page.put(ring + offset, utf8, done, piece);
      done += piece;
    }
    page.put(ring + (int) ((at + length) & MASK), (byte) '\n');
  }

  /** The lines that are there, oldest first; the oldest may have lost its beginning and is gone. */
  List<String> read() {
    long from = Math.max(0, (long) LONG.getAcquire(page, position) - SIZE);
    byte[] bytes = new byte[SIZE];
    page.get(ring, bytes);
    VarHandle.loadLoadFence(); // the copy first, then how far writers are meanwhile
    long end = (long) LONG.getAcquire(page, position);
    long start = Math.max(from, end - SIZE);
    if (end < start || end - start > SIZE || start < 0) {
      return List.of();
    }
    byte[] text = new byte[(int) (end - start)];
    for (int i = 0; i < text.length; i++) {
      text[i] = bytes[(int) ((start + i) & MASK)];
    }
    return lines(new String(text, StandardCharsets.UTF_8), start > 0);
  }

  private static List<String> lines(String text, boolean cutOff) {
    int first = cutOff ? text.indexOf('\n') + 1 : 0;
    return text.substring(first).lines().map(OneLine::of).filter(line -> !line.isBlank()).toList();
  }
}
