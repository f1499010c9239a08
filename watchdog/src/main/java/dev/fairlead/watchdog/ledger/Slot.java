package dev.fairlead.watchdog.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One record of the page: written by one thread at a time, read by anybody without a lock (a
 * sequence lock).
 *
 * <pre>
 *   0          4        8
 *  +----------+--------+-----------------+
 *  | sequence | unused | payload         |
 *  +----------+--------+-----------------+
 *   0: never written · odd: being written · even: whole
 * </pre>
 *
 * <p>A writer that dies in between leaves the sequence odd for ever; the next one, of another
 * process, goes on from there. {@link #read} belongs to any thread, the rest to the writer.
 */
final class Slot {
  private static final VarHandle SEQUENCE =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  /** Bytes before the payload. */
  static final int HEAD = 8;

  /** Field of a constant's name. */
  static final int WORD_BYTES = 24;

  /** How often a reader tries for a whole record before it takes a torn one. */
  private static final int TRIES = 64;

  /** From then on it lets the writer have the processor in between. */
  private static final int SPINS = 16;

  /** The sequence while the first writing is not finished: there is nothing older to show. */
  private static final int FIRST = 1;

  private final ByteBuffer page;
  private final int start;
  private final int end;
  private int at;

  /** The record at {@code start}, of {@code bytes} with its head. */
  Slot(ByteBuffer page, int start, int bytes) {
    this.page = page;
    this.start = start;
    this.end = start + bytes;
  }

  /** Begins to write. The fence keeps the odd sequence before everything that follows. */
  Slot begin() {
    int before = (int) SEQUENCE.getOpaque(page, start);
    SEQUENCE.setOpaque(page, start, (before + 1) | 1);
    VarHandle.storeStoreFence(); // pairs with the loadLoadFence in read
    at = start + HEAD;
    return this;
  }

  /** Ends it. The release pairs with the acquire in {@link #read}: who sees it, sees all. */
  void end() {
    int odd = (int) SEQUENCE.getOpaque(page, start);
    int even = odd + 1 == 0 ? 2 : odd + 1; // zero would mean never written
    SEQUENCE.setRelease(page, start, even);
  }

  Slot putLong(long value) {
    page.putLong(at, value);
    at += Long.BYTES;
    return this;
  }

  Slot putInt(int value) {
    page.putInt(at, value);
    at += Integer.BYTES;
    return this;
  }

  /** A constant by its name, so that programs with more or fewer of them understand each other. */
  Slot putWord(Enum<?> word) {
    return putText(word.name(), WORD_BYTES);
  }

  /** A text in a field of {@code bytes}; what does not fit is cut off, at a character's border. */
  Slot putText(String text, int bytes) {
    String bounded = text.substring(0, Math.min(text.length(), bytes));
    byte[] utf8 = bounded.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(utf8.length, bytes - Short.BYTES);
    while (length > 0 && length < utf8.length && (utf8[length] & 0xC0) == 0x80) {
      length--;
    }
    page.putShort(at, (short) length);
    page.put(at + Short.BYTES, utf8, 0, length);
    at += bytes;
    return this;
  }

  /** Forgets what was written. */
  void clear() {
    SEQUENCE.setRelease(page, start, 0); // pairs with the acquire in read
  }

  /** A copy of the payload; a torn one if the writer does not come to an end. */
  Copy read() {
    byte[] bytes = new byte[end - start - HEAD];
    int before = 0;
    for (int i = 0; i < TRIES; i++) {
      before = (int) SEQUENCE.getAcquire(page, start); // pairs with end
      if (before == 0) {
        return new Copy(bytes, Copy.State.EMPTY);
      }
      page.get(start + HEAD, bytes);
      VarHandle.loadLoadFence(); // pairs with the storeStoreFence in begin
      if ((before & 1) == 0 && (int) SEQUENCE.getOpaque(page, start) == before) {
        return new Copy(bytes, Copy.State.WHOLE);
      }
      pause(i);
    }
    return new Copy(bytes, before == FIRST ? Copy.State.EMPTY : Copy.State.TORN);
  }

  @SuppressWarnings("ThreadPriorityCheck") // yields so that a descheduled writer gets the core
  private static void pause(int round) {
    if (round < SPINS) {
      Thread.onSpinWait();
    } else {
      Thread.yield();
    }
  }
}
