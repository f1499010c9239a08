package dev.fairlead.gossip.replica;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The total order of values that decides between two writes of equal count: by storage class, NULL
 * &lt; BLOB &lt; TEXT &lt; REAL &lt; INTEGER, then by bytes or number.
 *
 * <p>Text compares by its UTF-8 bytes, as in SQLite's BINARY collation. Pure.
 */
final class ValueOrder {
  private ValueOrder() {}

  /** Negative, zero or positive as {@code a} is below, equal to or above {@code b}. */
  static int compare(@Nullable Object a, @Nullable Object b) {
    int order = Integer.compare(rank(a), rank(b));
    if (order != 0 || a == null || b == null) {
      return order;
    }
    return switch (a) {
      case byte[] bytes -> Arrays.compareUnsigned(bytes, (byte[]) b);
      case String text -> Arrays.compareUnsigned(utf8(text), utf8((String) b));
      case Double number -> compareNumbers(number, (Double) b);
      case Long number -> Long.compare(number, (Long) b);
      default -> throw notAValue(a);
    };
  }

  /** As SQLite: both zeros are equal. NaN is never stored. */
  private static int compareNumbers(double a, double b) {
    return a < b ? -1 : a > b ? 1 : 0;
  }

  /** Bytes the value takes, roughly as stored. */
  static int bytes(@Nullable Object value) {
    return switch (value) {
      case null -> 1;
      case byte[] bytes -> bytes.length;
      case String text -> utf8Length(text);
      default -> Long.BYTES;
    };
  }

  private static int rank(@Nullable Object value) {
    return switch (value) {
      case null -> 0;
      case byte[] _ -> 1;
      case String _ -> 2;
      case Double _ -> 3;
      case Long _ -> 4;
      default -> throw notAValue(value);
    };
  }

  private static IllegalArgumentException notAValue(Object value) {
    return new IllegalArgumentException("not a value of SQLite: " + value.getClass().getName());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Three bytes at most for each char: a pair of surrogates makes four. */
  private static int utf8Length(String text) {
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return length;
  }
}
