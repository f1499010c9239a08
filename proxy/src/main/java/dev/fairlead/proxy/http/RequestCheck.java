package dev.fairlead.proxy.http;

import dev.fairlead.catalog.path.BadPathException;
import dev.fairlead.proxy.wire.Fields;
import dev.fairlead.proxy.wire.Framing;
import dev.fairlead.proxy.wire.Malformed;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request head must satisfy beyond what the decoder enforces, so that no instance reads it
 * differently than it was routed.
 *
 * <p>Pure, stateless.
 */
final class RequestCheck {
  private static final int MAX_LINE = 8 * 1024;

  private RequestCheck() {}

  /** What is wrong with {@code request} before its path and host are read; null if nothing. */
  static @Nullable BadRequest check(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return undecodable(request);
    }
    BadRequest bad = headers(request);
    if (bad == null) {
      bad = framing(request);
    }
    if (bad == null) {
      bad = method(request);
    }
    if (bad != null) {
      return bad;
    }
    bad = uri(request.uri(), request.method());
    return bad == null ? null : inLine(request, bad);
  }

  /**
   * What a request asks for that passed its {@link #check}.
   *
   * @throws BadPathException if instances and routes could read its path differently
   */
  static Target target(HttpRequest request) throws BadPathException {
    return Target.of(
        request.uri(),
        request.headers().get(HttpHeaderNames.HOST, ""),
        request.method().equals(HttpMethod.OPTIONS));
  }

  private static BadRequest undecodable(HttpRequest request) {
    Malformed malformed = Malformed.in(request.decoderResult());
    return malformed == null
        ? BadRequest.line("cannot be read") // nobody but the decoder fails one
        : BadRequest.of(malformed);
  }

  private static @Nullable BadRequest headers(HttpRequest request) {
    HttpHeaders headers = request.headers();
    if (headers.contains(ForwardedHeaders.LOOP) && ForwardedHeaders.loops(headers)) {
      return BadRequest.LOOP;
    }
    if (!headers.contains(HttpHeaderNames.EXPECT)
        || request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      return null; // RFC 9110, section 10.1.1: an old client's expectation is ignored
    }
    List<String> expect = headers.getAll(HttpHeaderNames.EXPECT);
    boolean known = expect.size() == 1 && expect.getFirst().equalsIgnoreCase("100-continue");
    return known ? null : BadRequest.EXPECTATION;
  }

  private static @Nullable BadRequest framing(HttpRequest request) {
    if (request.headers() instanceof Fields) {
      return null; // of our own decoder, which would have failed
    }
    try {
      Framing.ofRequest(request);
      return null;
    } catch (Malformed malformed) {
      return BadRequest.of(malformed);
    }
  }

  private static @Nullable BadRequest method(HttpRequest request) {
    HttpMethod method = request.method();
    String name = method.name();
    // Methods are case-sensitive, but not everywhere.
    if (name.equalsIgnoreCase("CONNECT") || name.equalsIgnoreCase("TRACE")) {
      return BadRequest.method(name);
    }
    return Upgrade.of(request).problem(request);
  }

  private static @Nullable BadRequest uri(String uri, HttpMethod method) {
    if (uri.length() > MAX_LINE) {
      return BadRequest.LINE_TOO_LONG;
    }
    for (int i = 0; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#' || c == '\\') {
        return BadRequest.line("character %02x at offset %d of the target".formatted((int) c, i))
            .at(i);
      }
    }
    if (uri.equals("*")) {
      return method.equals(HttpMethod.OPTIONS) ? null : BadRequest.line("* with " + method.name());
    }
    if (!uri.startsWith("/") && !hasScheme(uri, "http://") && !hasScheme(uri, "https://")) {
      return BadRequest.line("the target is neither a path nor an absolute URI");
    }
    return null;
  }

  private static boolean hasScheme(String uri, String scheme) {
    return uri.regionMatches(true, 0, scheme, 0, scheme.length());
  }

  /** A path that instances and routes could read differently. */
  static BadRequest path(HttpRequest request, BadPathException bad) {
    int at = Target.pathBegin(request.uri()) + bad.offset();
    return inLine(
        request, BadRequest.path(bad.words() + " at byte " + at + " of the target").at(at));
  }

  /** The same, but its offset within the target is one within the line. */
  private static BadRequest inLine(HttpRequest request, BadRequest bad) {
    return bad.offset() < 0 ? bad : bad.at(request.method().name().length() + 1L + bad.offset());
  }

  /** What is wrong with the host {@code request} asks for; null if nothing. */
  static @Nullable BadRequest host(HttpRequest request, Target target) {
    String host = request.headers().get(HttpHeaderNames.HOST);
    if (Fields.count(request.headers(), HttpHeaderNames.HOST) > 1) {
      return BadRequest.host("two Host fields");
    }
    if (host == null) {
      return request.protocolVersion().equals(HttpVersion.HTTP_1_0)
          ? null
          : BadRequest.host("Host is missing");
    }
    boolean same = host.equals(target.authority());
    if (!isAuthority(host) || (!same && !isAuthority(target.authority()))) {
      return BadRequest.host("Host is not a host name with an optional port");
    }
    return null;
  }

  private static boolean isAuthority(String text) {
    int portColon = text.lastIndexOf(':');
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      return end > 2
          && text.substring(1, end).matches("[0-9a-fA-F:.]+")
          && (end == text.length() - 1 || isPort(text, end + 1));
    }
    String name = portColon < 0 ? text : text.substring(0, portColon);
    return !name.isEmpty()
        && name.length() <= 255
        && isHostName(name)
        && (portColon < 0 || isPort(text, portColon));
  }

  private static boolean isPort(String text, int colon) {
    String digits = text.substring(colon + 1);
    return text.charAt(colon) == ':'
        && digits.length() <= 5
        && isNumber(digits)
        && (digits.isEmpty() || Integer.parseInt(digits) <= 65_535);
  }

  private static boolean isHostCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_';
  }

  private static boolean isHostName(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isHostCharacter(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
