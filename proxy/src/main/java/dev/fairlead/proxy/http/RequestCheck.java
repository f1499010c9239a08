package dev.fairlead.proxy.http;

import dev.fairlead.catalog.path.BadPathException;
import dev.fairlead.catalog.path.PathForm;
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

  /** What is wrong with {@code request}; null if nothing. */
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
    if (bad == null) {
      bad = uri(request.uri(), request.method());
      long before = request.method().name().length() + 1L;
      bad = bad == null || bad.offset() < 0 ? bad : bad.at(before + bad.offset());
    }
    return bad != null ? bad : host(request);
  }

  /** What a checked request asks for. */
  static Target target(HttpRequest request) {
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
    return path(uri);
  }

  private static boolean hasScheme(String uri, String scheme) {
    return uri.regionMatches(true, 0, scheme, 0, scheme.length());
  }

  /** A path that instances and routes could read differently. */
  private static @Nullable BadRequest path(String uri) {
    try {
      String _ = PathForm.normal(Target.rawPath(uri));
      return null;
    } catch (BadPathException e) {
      int at = Target.pathBegin(uri) + e.offset();
      return BadRequest.path(e.words() + " at byte " + at + " of the target").at(at);
    }
  }

  private static @Nullable BadRequest host(HttpRequest request) {
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1) {
      return BadRequest.host("two Host fields");
    }
    if (hosts.isEmpty()) {
      return request.protocolVersion().equals(HttpVersion.HTTP_1_0)
          ? null
          : BadRequest.host("Host is missing");
    }
    if (!isAuthority(hosts.getFirst()) || !isAuthority(target(request).authority())) {
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
        && name.chars().allMatch(RequestCheck::isHostCharacter)
        && (portColon < 0 || isPort(text, portColon));
  }

  private static boolean isPort(String text, int colon) {
    String digits = text.substring(colon + 1);
    return text.charAt(colon) == ':'
        && digits.length() <= 5
        && digits.chars().allMatch(c -> c >= '0' && c <= '9')
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
}
