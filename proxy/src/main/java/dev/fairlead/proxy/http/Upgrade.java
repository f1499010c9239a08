package dev.fairlead.proxy.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The protocols a request asks to switch to (RFC 9110, section 7.8), as far as they are carried.
 *
 * <p>Asked for is what {@code Upgrade} lists when {@code Connection} says so too and the request is
 * HTTP/1.1; anything else is ignored, as the RFC wants. Never carried is another version of HTTP:
 * after the switch nobody would route, check or log what the client asks, and the instance would
 * take it for what the proxy let through. Pure, immutable.
 *
 * @param protocols in the client's order and spelling; empty if nothing is asked for
 */
record Upgrade(List<String> protocols) {
  /** Nothing is asked for. */
  static final Upgrade NONE = new Upgrade(List.of());

  private static final String WEBSOCKET = "websocket";

  /** What {@code request} asks for. */
  static Upgrade of(HttpRequest request) {
    HttpHeaders headers = request.headers();
    if (!headers.contains(HttpHeaderNames.UPGRADE)
        || !request.protocolVersion().equals(HttpVersion.HTTP_1_1)
        || !headers.containsValue(HttpHeaderNames.CONNECTION, "upgrade", true)) {
      return NONE;
    }
    List<String> carried = new ArrayList<>();
    for (String protocol : tokens(headers)) {
      if (!isHttp(protocol)) {
        carried.add(protocol);
      }
    }
    return carried.isEmpty() ? NONE : new Upgrade(List.copyOf(carried));
  }

  private static List<String> tokens(HttpHeaders headers) {
    List<String> tokens = new ArrayList<>();
    for (String line : headers.getAll(HttpHeaderNames.UPGRADE)) {
      for (String token : line.split(",", -1)) {
        if (!token.isBlank()) {
          tokens.add(token.strip());
        }
      }
    }
    return tokens;
  }

  private static boolean isHttp(String protocol) {
    String lower = protocol.toLowerCase(Locale.ROOT);
    return lower.equals("h2c") || lower.equals("h2") || lower.matches("https?(/.*)?");
  }

  /** Whether anything is asked for. */
  boolean asked() {
    return !protocols.isEmpty();
  }

  /** The field that asks for it. */
  String field() {
    return String.join(", ", protocols);
  }

  /** Why {@code request}, which asks for this, cannot be carried; null if it can. */
  @Nullable BadRequest problem(HttpRequest request) {
    if (!asked()) {
      return null;
    }
    for (String protocol : protocols) {
      if (!isProtocol(protocol)) {
        return BadRequest.upgrade("Upgrade is not a list of protocols");
      }
    }
    HttpHeaders headers = request.headers();
    // RFC 9110 allows a body; where it ends and the other protocol begins is a place to disagree.
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        || !headers.get(HttpHeaderNames.CONTENT_LENGTH, "0").matches("0+")) {
      return BadRequest.upgrade("a request for an upgrade has a body");
    }
    return asks(WEBSOCKET) ? handshakeProblem(request) : null;
  }

  /** What a proxy must see of a WebSocket handshake (RFC 6455, section 4.1). */
  private static @Nullable BadRequest handshakeProblem(HttpRequest request) {
    if (!request.method().equals(HttpMethod.GET)) {
      return BadRequest.upgrade("a WebSocket handshake is a GET");
    }
    List<String> keys = request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    if (keys.size() != 1 || !keys.getFirst().matches("[A-Za-z0-9+/]{22}==")) {
      return BadRequest.upgrade("a WebSocket handshake has one Sec-WebSocket-Key of 16 bytes");
    }
    return null; // the version is between client and instance: 426
  }

  /** A token, or two with a slash between: name and version. */
  private static boolean isProtocol(String text) {
    return text.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+(/[!#$%&'*+.^_`|~0-9A-Za-z-]+)?");
  }

  private boolean asks(String protocol) {
    return protocols.stream().anyMatch(protocol::equalsIgnoreCase);
  }

  /**
   * Whether a {@code 101} grants what is asked: it must name, in fields of its own connection, only
   * protocols of the request, and no body.
   */
  boolean grantedBy(HttpResponse switching) {
    HttpHeaders headers = switching.headers();
    List<String> granted = tokens(headers);
    return !granted.isEmpty()
        && granted.stream().allMatch(this::asks)
        && headers.containsValue(HttpHeaderNames.CONNECTION, "upgrade", true)
        && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)
        && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
  }

  /** The {@code Upgrade} field of a {@code 101} that grants. */
  static String granted(HttpHeaders headers) {
    return String.join(", ", tokens(headers));
  }
}
