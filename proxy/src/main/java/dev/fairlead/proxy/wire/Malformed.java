package dev.fairlead.proxy.wire;

import io.netty.handler.codec.DecoderResult;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a message, and where. Found in the {@link DecoderResult} of the message or of
 * its last content; nothing follows it on that connection.
 *
 * <p>Immutable. Control flow, so it has no stack.
 */
public final class Malformed extends Exception {
  private static final long serialVersionUID = 1L;

  /** Which rule is broken. */
  public enum Part {
    /** The request line or the status line. */
    LINE,
    /** It is well-formed, but of another HTTP. */
    VERSION,
    /** It is too long. */
    LINE_LENGTH,
    /** A field line. */
    FIELD,
    /** The fields are too large or too many. */
    FIELDS_SIZE,
    /** Where the body ends can be read in two ways. */
    LENGTH,
    /** A transfer coding other than {@code chunked}. */
    CODING,
    /** The body's chunks, or its trailers. */
    BODY
  }

  private final Part part;
  private final String words;
  private final long offset;
  private final transient Excerpt excerpt;

  private Malformed(Part part, String words, long offset, Excerpt excerpt) {
    super(words, null, false, false);
    this.part = part;
    this.words = words;
    this.offset = offset;
    this.excerpt = excerpt;
  }

  /** Something wrong at one byte, counted from the first of the message. */
  static Malformed at(long offset, Part part, String words) {
    return new Malformed(part, words + " at byte " + offset, offset, Excerpt.NONE);
  }

  /** A byte that may not be there. */
  static Malformed octet(int octet, long offset, Part part) {
    return at(offset, part, "character %02x".formatted(octet & 0xff));
  }

  /** Something wrong with the message as a whole. */
  static Malformed of(Part part, String words) {
    return new Malformed(part, words, -1, Excerpt.NONE);
  }

  /** The same, with what was found there. */
  Malformed in(Excerpt found) {
    return new Malformed(part, words, offset, found);
  }

  /** Why {@code result} failed, if it failed here; null otherwise. */
  public static @Nullable Malformed in(DecoderResult result) {
    return result.cause() instanceof Malformed malformed ? malformed : null;
  }

  /** Which rule is broken. */
  public Part part() {
    return part;
  }

  /** What is wrong, for people: printable ASCII. */
  public String words() {
    return words;
  }

  /** The bytes around it, as far as they are known. */
  public Excerpt excerpt() {
    return excerpt;
  }

  /** The byte of the message, from 0; -1 if there is no single one to name. */
  public long offset() {
    return offset;
  }
}
