package dev.fairlead.proxy.wire;

/**
 * How much of a message is taken before it counts as malformed.
 *
 * <p>Immutable.
 *
 * @param lineBytes the request line or status line
 * @param fieldBytes all field lines with their ends; the same again for trailers
 * @param fields field lines; the same again for trailers
 * @param pieceBytes a body is passed on in pieces of at most this
 */
public record Limits(int lineBytes, int fieldBytes, int fields, int pieceBytes) {
  /** The longest line any limits may allow: one buffer per event loop holds it. */
  static final int MAX_LINE_BYTES = 64 * 1024;

  /** Bytes of chunk extensions in one body; nobody uses them. */
  static final int EXTENSION_BYTES = 4 * 1024;

  /** Digits of a chunk size. */
  static final int CHUNK_DIGITS = 16;

  /** Empty lines before a request line, which some clients send behind a body. */
  static final int EMPTY_LINES = 4;

  /** Checks them. */
  public Limits {
    if (lineBytes > MAX_LINE_BYTES || fieldBytes > MAX_LINE_BYTES || pieceBytes < 1) {
      throw new IllegalArgumentException("limits beyond " + MAX_LINE_BYTES + " bytes");
    }
  }
}
