package dev.fairlead.proxy.http;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a request head must satisfy beyond what the decoder enforces, so that no instance reads it
 * differently than it was routed.
 *
 * <p>Pure, stateless.
 */
final class RequestCheck {
  /** Header fields a request may have. */
  static final int MAX_FIELDS = 100;

  private static final int MAX_LINE = 8 * 1024;

  private RequestCheck() {}

  /** What is wrong with {@code request}; null if nothing. */
  static @Nullable BadRequest check(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return undecodable(request);
    }
    BadRequest bad = version(request.protocolVersion());
    if (bad == null) {
      bad = headers(request);
    }
    if (bad == null) {
      bad = framing(request);
    }
    if (bad == null) {
      bad = method(request);
    }
    if (bad == null) {
      bad = uri(request.uri(), request.method());
    }
    return bad != null ? bad : host(request);
  }

  /** What a checked request asks for. */
  static Target target(HttpRequest request) {
    String uri = request.uri();
    String authority = request.headers().get(HttpHeaderNames.HOST, "");
    if (!uri.startsWith("/") && !uri.equals("*")) {
      int begin = uri.indexOf("://") + 3;
      int path = begin;
      while (path < uri.length() && "/?".indexOf(uri.charAt(path)) < 0) {
        path++;
      }
      authority = uri.substring(begin, path);
      String rest = uri.substring(path);
      uri = rest.startsWith("/") ? rest : "/" + rest;
    }
    String path = uri.equals("*") ? "/" : Target.pathOf(uri);
    return new Target(authority, Target.hostOf(authority), uri, path);
  }

  private static BadRequest undecodable(HttpRequest request) {
    DecoderResult result = request.decoderResult();
    Throwable cause = result.cause();
    if (cause instanceof TooLongHttpLineException) {
      return BadRequest.LINE_TOO_LONG;
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return BadRequest.HEADERS_TOO_LARGE;
    }
    String words = cause.getMessage() == null ? "cannot be read" : printable(cause.getMessage());
    String lower = words.toLowerCase(Locale.ROOT);
    if (lower.contains("version")) {
      return BadRequest.line(words);
    }
    if (lower.contains("content-length")
        || lower.contains("transfer-encoding")
        || lower.contains("transfer coding")) {
      return BadRequest.TWO_LENGTHS;
    }
    // The decoder names a bad request /bad-request when it failed before the header fields.
    return request.uri().equals("/bad-request") ? BadRequest.line(words) : BadRequest.header(words);
  }

  private static @Nullable BadRequest version(HttpVersion version) {
    if (version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0)) {
      return null;
    }
    return BadRequest.version(printable(version.text()));
  }

  private static @Nullable BadRequest headers(HttpRequest request) {
    HttpHeaders headers = request.headers();
    if (headers.size() > MAX_FIELDS) {
      return BadRequest.HEADERS_TOO_LARGE;
    }
    List<String> expect = headers.getAll(HttpHeaderNames.EXPECT);
    if (!expect.isEmpty()
        && (expect.size() > 1 || !expect.getFirst().equalsIgnoreCase("100-continue"))) {
      return BadRequest.EXPECTATION;
    }
    return null;
  }

  private static @Nullable BadRequest framing(HttpRequest request) {
    List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    List<String> lengths = request.headers().getAll(HttpHeaderNames.CONTENT_LENGTH);
    if (lengths.size() > 1 || (!lengths.isEmpty() && !codings.isEmpty())) {
      return BadRequest.TWO_LENGTHS;
    }
    if (!lengths.isEmpty() && !isLength(lengths.getFirst())) {
      return BadRequest.TWO_LENGTHS;
    }
    if (codings.isEmpty()) {
      return null;
    }
    if (codings.size() > 1 || request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      return BadRequest.TWO_LENGTHS;
    }
    return codings.getFirst().equalsIgnoreCase("chunked") ? null : BadRequest.CODING;
  }

  private static boolean isLength(String text) {
    return !text.isEmpty()
        && text.length() <= 18
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static @Nullable BadRequest method(HttpRequest request) {
    HttpMethod method = request.method();
    if (method.equals(HttpMethod.CONNECT) || method.equals(HttpMethod.TRACE)) {
      return BadRequest.method(method.name());
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
        return BadRequest.line("character %02x at offset %d of the target".formatted((int) c, i));
      }
    }
    if (uri.equals("*")) {
      return method.equals(HttpMethod.OPTIONS) ? null : BadRequest.line("* with " + method.name());
    }
    String lower = uri.toLowerCase(Locale.ROOT);
    if (!uri.startsWith("/") && !lower.startsWith("http://") && !lower.startsWith("https://")) {
      return BadRequest.line("the target is neither a path nor an absolute URI");
    }
    return path(Target.pathOf(lower));
  }

  /** Paths that instances and routes could read differently. */
  private static @Nullable BadRequest path(String lower) {
    for (String escape : List.of("%00", "%2f", "%5c")) {
      int at = lower.indexOf(escape);
      if (at >= 0) {
        return BadRequest.path("path holds " + escape + " at offset " + at);
      }
    }
    for (String segment : lower.replace("%2e", ".").split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        return BadRequest.path("path holds a dot segment");
      }
    }
    return null;
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
        && digits.chars().allMatch(Character::isDigit);
  }

  private static boolean isHostCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_';
  }

  private static String printable(String text) {
    String clean = text.replaceAll("[^\\x20-\\x7e]", "?");
    return clean.length() <= 120 ? clean : clean.substring(0, 120);
  }
}
