package dev.fairlead.proxy.wire;

import dev.fairlead.proxy.wire.Malformed.Part;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Locale;

/**
 * Where the body of a message ends (RFC 9112, section 6.3), where all parsers agree on it.
 *
 * <p>Immutable.
 */
public sealed interface Framing {
  /** Ends that need no number. */
  enum Open implements Framing {
    /** There is no body. */
    NONE,
    /** The last chunk tells. */
    CHUNKED,
    /** The end of the connection tells; responses only. */
    TO_END
  }

  /**
   * A body of a known length.
   *
   * @param bytes at least 1
   */
  record Sized(long bytes) implements Framing {}

  /** So that sums do not overflow anywhere. */
  int LENGTH_DIGITS = 18;

  /**
   * How the body of a request ends. Writes the fields that say so as everybody does.
   *
   * @throws Malformed if that could be read in two ways
   */
  static Framing ofRequest(HttpRequest request) throws Malformed {
    HttpHeaders headers = request.headers();
    return headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        ? coded(headers, request.protocolVersion())
        : sized(headers, Open.NONE);
  }

  /**
   * How the body of a response ends.
   *
   * @param head whether it answers HEAD
   * @throws Malformed if that could be read in two ways, or there is a body where none may be
   */
  static Framing ofResponse(HttpResponse response, boolean head) throws Malformed {
    HttpHeaders headers = response.headers();
    Framing said =
        headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
            ? coded(headers, response.protocolVersion())
            : sized(headers, Open.TO_END);
    int status = response.status().code();
    if (status == 204 || (status < 200 && status != 101)) {
      if (said == Open.CHUNKED || said instanceof Sized) {
        throw Malformed.of(Part.LENGTH, "a body with status " + status);
      }
      headers.remove(HttpHeaderNames.CONTENT_LENGTH); // 0; RFC 9110, section 8.6
      return Open.NONE;
    }
    return head || status == 304 || status == 101 ? Open.NONE : said;
  }

  private static Framing coded(HttpHeaders headers, HttpVersion version) throws Malformed {
    if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      throw Malformed.of(Part.LENGTH, "Content-Length beside Transfer-Encoding");
    }
    if (!version.equals(HttpVersion.HTTP_1_1)) {
      throw Malformed.of(Part.LENGTH, "Transfer-Encoding in HTTP/1.0");
    }
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (codings.size() > 1) {
      throw Malformed.of(Part.LENGTH, "two Transfer-Encoding fields");
    }
    String coding = codings.getFirst();
    if (!coding.equalsIgnoreCase("chunked")) {
      throw unknown(coding);
    }
    headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    return Open.CHUNKED;
  }

  /** Something else before {@code chunked} is well-formed, though nobody here understands it. */
  private static Malformed unknown(String codings) {
    String[] names = codings.toLowerCase(Locale.ROOT).split(",", -1);
    boolean wellFormed = names[names.length - 1].strip().equals("chunked");
    for (int i = 0; i < names.length - 1; i++) {
      String name = names[i].strip();
      wellFormed &= !name.isEmpty() && !name.equals("chunked") && isToken(name);
    }
    return wellFormed
        ? Malformed.of(Part.CODING, "transfer coding other than chunked")
        : Malformed.of(Part.LENGTH, "Transfer-Encoding does not end with one chunked");
  }

  private static boolean isToken(String text) {
    return text.chars().allMatch(c -> c < 0x80 && Octets.is(Octets.TOKEN, (byte) c));
  }

  private static Framing sized(HttpHeaders headers, Framing otherwise) throws Malformed {
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    if (length == null) {
      return otherwise;
    }
    if (Fields.count(headers, HttpHeaderNames.CONTENT_LENGTH) > 1) {
      throw Malformed.of(Part.LENGTH, "two Content-Length fields");
    }
    if (!isNumber(length)) {
      throw Malformed.of(
          Part.LENGTH, "Content-Length is not a number of 1 to " + LENGTH_DIGITS + " digits");
    }
    long bytes = Long.parseLong(length);
    if (length.length() > 1 && length.charAt(0) == '0') {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(bytes));
    }
    return bytes == 0 ? Open.NONE : new Sized(bytes);
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= LENGTH_DIGITS;
  }
}
