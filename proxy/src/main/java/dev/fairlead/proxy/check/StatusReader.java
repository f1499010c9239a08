package dev.fairlead.proxy.check;

import io.netty.buffer.ByteBuf;

/**
 * Finds the status of an HTTP/1 response in the bytes of a connection, and reads no further.
 *
 * <p>Interim responses (1xx) are passed over, but for 101, which nobody asked for. Confined to one
 * event loop.
 */
final class StatusReader {
  /** Not enough bytes yet. */
  static final int MORE = 0;

  /** These bytes are no HTTP/1 response, or its beginning is too long. */
  static final int MALFORMED = -1;

  /** Until the end of the status line, interim responses included. */
  static final int MAX_BYTES = 16 * 1024;

  /** What is kept of a line: {@code HTTP/1.1 200 } and some of what is behind it. */
  private static final int KEPT_CHARS = 32;

  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final int STATUS_END = STATUS_AT + 3;

  private final StringBuilder line = new StringBuilder(KEPT_CHARS);
  private int seen;

  /** Inside the fields of an interim response. */
  private boolean interim;

  /** The status once it is there; otherwise {@link #MORE} or {@link #MALFORMED}. */
  int read(ByteBuf in) {
    while (in.isReadable()) {
      if (++seen > MAX_BYTES) {
        return MALFORMED;
      }
      char next = (char) (in.readByte() & 0xff);
      if (next != '\n') {
        keep(next);
        continue;
      }
      int status = endOfLine();
      line.setLength(0);
      if (status != MORE) {
        return status;
      }
    }
    return MORE;
  }

  private void keep(char next) {
    if (line.length() < KEPT_CHARS) {
      line.append(next);
    }
  }

  private int endOfLine() {
    int length = line.length();
    if (length > 0 && line.charAt(length - 1) == '\r') {
      line.setLength(length - 1);
    }
    if (interim) {
      interim = !line.isEmpty();
      return MORE;
    }
    int status = status();
    interim = status >= 100 && status < 200 && status != 101;
    return interim ? MORE : status;
  }

  private int status() {
    boolean named = line.indexOf("HTTP/1.1 ") == 0 || line.indexOf("HTTP/1.0 ") == 0;
    boolean ends =
        line.length() == STATUS_END
            || (line.length() > STATUS_END && line.charAt(STATUS_END) == ' ');
    if (!named || !ends) {
      return MALFORMED;
    }
    int status = 0;
    for (int i = STATUS_AT; i < STATUS_END; i++) {
      char digit = line.charAt(i);
      if (digit < '0' || digit > '9') {
        return MALFORMED;
      }
      status = status * 10 + (digit - '0');
    }
    return status < 100 || status > 599 ? MALFORMED : status;
  }
}
