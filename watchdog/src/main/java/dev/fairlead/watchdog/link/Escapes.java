package dev.fairlead.watchdog.link;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The values of messages as text: visible ASCII stands for itself, except {@code %}; every other
 * byte of the UTF-8 form is {@code %} and two upper-case hexadecimal digits.
 */
final class Escapes {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private Escapes() {}

  static String escape(String value) {
    StringBuilder text = new StringBuilder(value.length() + 16);
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (plain(b)) {
        text.append((char) b);
      } else {
        text.append('%').append(HEX.toHexDigits(b));
      }
    }
    return text.toString();
  }

  /**
   * Takes exactly what {@link #escape} writes.
   *
   * @param at where the text stands in the message, for the complaint
   */
  static String unescape(String text, int at) throws ProtocolException {
    ByteBuffer bytes = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes.put(escaped(text, i, at));
        i += 2;
      } else if (c < 0x80 && plain((byte) c)) {
        bytes.put((byte) c);
      } else {
        throw new ProtocolException("message with a bare special character, at byte " + (at + i));
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new ProtocolException("message with a value that is not UTF-8, at byte " + at);
    }
  }

  private static byte escaped(String text, int i, int at) throws ProtocolException {
    if (i + 2 < text.length()) {
      String digits = text.substring(i + 1, i + 3);
      if (digits.chars().allMatch(c -> "0123456789ABCDEF".indexOf(c) >= 0)) {
        byte b = (byte) HexFormat.fromHexDigits(digits);
        if (!plain(b)) {
          return b;
        }
      }
    }
    throw new ProtocolException("message with a bad escape, at byte " + (at + i));
  }

  private static boolean plain(byte b) {
    return b > ' ' && b < 0x7f && b != '%';
  }
}
