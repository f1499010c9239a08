package dev.fairlead.catalog.image;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link PayloadWriter} wrote; every length is checked against what is left before
 * memory is taken.
 *
 * <p>Its methods throw {@link IllegalArgumentException}, naming the byte, for anything else.
 * Confined to one thread.
 */
public final class PayloadReader {
  private final byte[] bytes;
  private int at;

  /** Reads {@code payload}, which nobody may change meanwhile. */
  public PayloadReader(byte[] payload) {
    this.bytes = payload;
  }

  /** A number from 0 to {@code max}. */
  public long number(long max) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
      long next = u8();
      value |= (next & 0x7F) << shift;
      if (next < 0x80) {
        if (value < 0 || value > max) {
          throw bad("number " + value);
        }
        return value;
      }
    }
    throw bad("number of more than 63 bits");
  }

  /** How many things of at least {@code bytesEach} bytes follow. */
  public int count(int bytesEach) {
    long count = number(bytes.length);
    if (count > (bytes.length - at) / bytesEach) {
      throw bad("count " + count);
    }
    return (int) count;
  }

  /** One of {@code constants}. */
  public <E extends Enum<E>> E choice(E[] constants) {
    String name = text();
    for (E constant : constants) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw bad("choice '" + name + "'");
  }

  /** UTF-8, after its length. */
  public String text() {
    int length = count(1);
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length)).toString();
      at += length;
      return text;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("malformed UTF-8 at byte " + at, e);
    }
  }

  /** A copy of bytes, after their number. */
  public byte[] blob() {
    int length = count(1);
    byte[] blob = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return blob;
  }

  /** Nothing may be left. */
  public void end() {
    if (at != bytes.length) {
      throw bad("trailing bytes");
    }
  }

  private int u8() {
    if (at >= bytes.length) {
      throw bad("truncated");
    }
    return bytes[at++] & 0xFF;
  }

  private IllegalArgumentException bad(String what) {
    return new IllegalArgumentException(what + " at byte " + at);
  }
}
