package dev.fairlead.watchdog.ledger;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What a reader took of one {@link Slot}, read in the order it was put. Whatever the bytes are,
 * reading them yields something: past the end there are zeros. Used by one thread.
 */
final class Copy {
  /** How it was found. */
  enum State {
    /** Nobody wrote it yet. */
    EMPTY,
    /** All of it is of one moment. */
    WHOLE,
    /** The writer was, or died, in the middle. */
    TORN
  }

  private final ByteBuffer bytes;
  private final State state;

  Copy(byte[] bytes, State state) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    this.state = state;
  }

  boolean written() {
    return state != State.EMPTY;
  }

  boolean whole() {
    return state == State.WHOLE;
  }

  long getLong() {
    return bytes.remaining() < Long.BYTES ? 0 : bytes.getLong();
  }

  int getInt() {
    return bytes.remaining() < Integer.BYTES ? 0 : bytes.getInt();
  }

  /** A number of entries: never below zero nor above {@code most}. */
  int getCount(int most) {
    return Math.clamp(getInt(), 0, most);
  }

  /** One of {@code values}, put as its name; {@code unknown} for any other word. */
  <E extends Enum<E>> E getWord(E[] values, E unknown) {
    String word = getText(Slot.WORD_BYTES);
    for (E value : values) {
      if (value.name().equals(word)) {
        return value;
      }
    }
    return unknown;
  }

  /** The text of a field of {@code size} bytes, on one line: control characters become blanks. */
  String getText(int size) {
    int here = bytes.position();
    int field = Math.min(size, bytes.remaining());
    bytes.position(here + field);
    if (field < Short.BYTES) {
      return "";
    }
    int length = Math.clamp(bytes.getShort(here), 0, field - Short.BYTES);
    return OneLine.of(
        new String(bytes.array(), here + Short.BYTES, length, StandardCharsets.UTF_8));
  }
}
