package dev.fairlead.proxy.observe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Instant;
import java.util.Arrays;

/**
 * Lines on their way to a file, as UTF-8. Nothing a client sent can break a line or steer a
 * terminal.
 *
 * <p>Grows with its longest line. Confined to one thread.
 */
final class LogBuffer {
  private static final int INITIAL = 64 * 1024;

  /** A character takes at most this: {@code \}{@code u0000}. */
  private static final int MAX_PER_CHARACTER = 6;

  private static final int NUMBER = 20;
  private static final int SECOND_LENGTH = "2026-01-01T00:00:00".length();
  private static final String HEX = "0123456789abcdef";

  private byte[] bytes = new byte[INITIAL];
  private int length;
  private long second = Long.MIN_VALUE;
  private String secondText = "";

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  /** Writes all of it, in one piece if the channel takes that. */
  void writeTo(WritableByteChannel out) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes, 0, length);
    while (left.hasRemaining()) {
      out.write(left);
    }
  }

  private void reserve(long more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(2L * bytes.length, length + more)));
    }
  }

  /** One ASCII character. */
  LogBuffer put(char c) {
    reserve(1);
    bytes[length++] = (byte) c;
    return this;
  }

  /** ASCII of our own. */
  LogBuffer ascii(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
    return this;
  }

  /** At least 0. */
  LogBuffer number(long number) {
    reserve(NUMBER);
    int digits = 1;
    for (long left = number; left >= 10; left /= 10) {
      digits++;
    }
    long left = number;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + left % 10);
      left /= 10;
    }
    length += digits;
    return this;
  }

  /** Three digits. */
  LogBuffer thousandths(long number) {
    return put((char) ('0' + number / 100))
        .put((char) ('0' + number / 10 % 10))
        .put((char) ('0' + number % 10));
  }

  /** ISO-8601 with milliseconds, UTC. */
  LogBuffer time(long epochMillis) {
    long seconds = Math.floorDiv(epochMillis, 1_000L);
    if (seconds != second) {
      second = seconds;
      secondText = Instant.ofEpochSecond(seconds).toString().substring(0, SECOND_LENGTH);
    }
    return ascii(secondText).put('.').thousandths(Math.floorMod(epochMillis, 1_000L)).put('Z');
  }

  /** A word of a text line: {@code -} if it is empty, underscores for blanks. */
  LogBuffer word(String text) {
    if (text.isEmpty()) {
      return put('-');
    }
    reserve((long) text.length() * MAX_PER_CHARACTER);
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == ' ') {
        bytes[length++] = '_';
      } else {
        i += clean(text, i);
      }
    }
    return this;
  }

  /** A part of something in double quotes. */
  LogBuffer quoted(String text) {
    reserve((long) text.length() * MAX_PER_CHARACTER);
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '"') {
        ascii("%22");
      } else {
        i += clean(text, i);
      }
    }
    return this;
  }

  /** A JSON string with its quotes. */
  LogBuffer string(String text) {
    reserve((long) text.length() * MAX_PER_CHARACTER + 2);
    bytes[length++] = '"';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        bytes[length++] = '\\';
        bytes[length++] = (byte) c;
      } else if (isControl(c)) {
        escape(c);
      } else {
        i += clean(text, i);
      }
    }
    bytes[length++] = '"';
    return this;
  }

  private void escape(char c) {
    ascii("\\u00").put(HEX.charAt(c >> 4)).put(HEX.charAt(c & 15));
  }

  private static boolean isControl(char c) {
    return c < ' ' || (c >= 0x7f && c < 0xa0);
  }

  /**
   * One character, a question mark if it is none.
   *
   * @return how many more characters of the text were taken
   */
  private int clean(String text, int i) {
    char c = text.charAt(i);
    if (c < 0x80) {
      bytes[length++] = isControl(c) ? (byte) '?' : (byte) c;
      return 0;
    }
    int point = text.codePointAt(i);
    if (isControl(c) || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
      bytes[length++] = '?';
      return 0;
    }
    utf8(point);
    return Character.charCount(point) - 1;
  }

  private void utf8(int point) {
    if (point < 0x800) {
      bytes[length++] = (byte) (0xc0 | point >> 6);
    } else {
      if (point < 0x10000) {
        bytes[length++] = (byte) (0xe0 | point >> 12);
      } else {
        bytes[length++] = (byte) (0xf0 | point >> 18);
        bytes[length++] = (byte) (0x80 | (point >> 12 & 0x3f));
      }
      bytes[length++] = (byte) (0x80 | (point >> 6 & 0x3f));
    }
    bytes[length++] = (byte) (0x80 | (point & 0x3f));
  }
}
