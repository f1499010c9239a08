package dev.fairlead.proxy.http;

import dev.fairlead.catalog.options.HeaderEdits;
import dev.fairlead.proxy.connect.Backhaul;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which header fields go on, in both directions.
 *
 * <p>A client is not trusted: what it claims about itself is removed before our own fields are set.
 * A request carried from another region has them already. Fields of one connection never go on (RFC
 * 9110, section 7.6.1). Pure, stateless.
 */
final class ForwardedHeaders {
  static final String REQUEST_ID = "Fairlead-Request-Id";
  static final String REGION = "Fairlead-Region";
  static final String PREFIX = "X-Forwarded-Prefix";
  static final String CLIENT_IP = "Fairlead-Client-IP";
  static final String CLIENT_SUBJECT = "Fairlead-Client-Subject";
  static final String PREFER_REGION = "Fairlead-Prefer-Region";
  static final String FORCE_INSTANCE = "Fairlead-Force-Instance";

  /** Goes on as it came, like every field that is not ours; only the access log reads it. */
  static final AsciiString TRACEPARENT = AsciiString.cached("traceparent");

  /** Tells the instance that gets a request again who asked for that. */
  static final String REPLAY_SOURCE = "Fairlead-Replay-Source";

  /** Who carried a request; nobody removes it, so that a loop is seen (RFC 8586). */
  static final String LOOP = "CDN-Loop";

  /** How often a request may come through proxies like this one: some services are in a row. */
  static final int MAX_PASSES = 8;

  private static final String OURSELVES = "fairlead";

  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "upgrade",
          "http2-settings",
          "proxy-authenticate",
          "proxy-authorization");

  /** Never removed because a Connection field names them. */
  private static final Set<String> NOT_NOMINABLE =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "cookie",
          "authorization",
          "expect",
          "cdn-loop");

  private static final Set<String> CLAIMS = Set.of("forwarded", "via", "x-real-ip");

  private static final Set<String> STEERING =
      Set.of("fairlead-prefer-region", "fairlead-force-instance");

  /** What a trailer must not say. */
  private static final Set<String> NOT_IN_TRAILERS =
      Set.of(
          "content-length",
          "transfer-encoding",
          "host",
          "authorization",
          "cookie",
          "set-cookie",
          "trailer",
          "content-type",
          "content-encoding");

  private ForwardedHeaders() {}

  /**
   * Makes the header of a client's request what an instance shall see.
   *
   * @param region where the client arrived: this node's region
   * @param node this node's name, for {@code Via}
   */
  static void ofClient(
      HttpRequest request, Target target, Arrival arrival, String region, String node) {
    HttpHeaders headers = request.headers();
    removeConnectionFields(headers);
    for (String name : new ArrayList<>(headers.names())) {
      if (isClaim(name.toLowerCase(Locale.ROOT))) {
        headers.remove(name);
      }
    }
    request.setUri(target.uri());
    headers.set(HttpHeaderNames.HOST, target.authority());
    headers.set("X-Forwarded-For", arrival.clientIp());
    headers.set("X-Forwarded-Proto", arrival.scheme());
    headers.set("X-Forwarded-Host", target.authority());
    headers.set("X-Forwarded-Port", Integer.toString(arrival.port()));
    headers.set(HttpHeaderNames.VIA, via(request, node));
    headers.add(LOOP, OURSELVES);
    headers.set(REGION, region);
    headers.set(CLIENT_IP, arrival.clientIp());
    String subject = arrival.tls().clientSubject();
    if (!subject.isEmpty()) {
      headers.set(CLIENT_SUBJECT, subject);
    }
  }

  /** Makes the header of a carried request what an instance shall see: only one more Via. */
  static void ofCarried(HttpRequest request, String node) {
    HttpHeaders headers = request.headers();
    removeConnectionFields(headers);
    headers.remove(Backhaul.HOP);
    headers.remove(Backhaul.SERVICE);
    headers.remove(Backhaul.PARTIES);
    headers.remove(Backhaul.AVOID);
    String before = headers.get(HttpHeaderNames.VIA);
    String own = via(request, node);
    headers.set(HttpHeaderNames.VIA, before == null ? own : before + ", " + own);
  }

  /** Asks the next one for what the client asked us for. */
  static void ask(HttpHeaders headers, Upgrade upgrade) {
    headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    headers.set(HttpHeaderNames.UPGRADE, upgrade.field());
    headers.remove(HttpHeaderNames.CONTENT_LENGTH); // 0, or it had been refused
  }

  /** Makes a {@code 101} that grants an upgrade the one of the client's connection. */
  static void ofSwitch(HttpHeaders headers) {
    String granted = Upgrade.granted(headers);
    removeConnectionFields(headers);
    headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    headers.set(HttpHeaderNames.UPGRADE, granted);
  }

  /** Removes what belongs to the upstream's connection from a response. */
  static void ofResponse(HttpHeaders headers) {
    removeConnectionFields(headers);
  }

  /** Changes fields as a route has it; none of those that this class answers for. */
  static void edit(HttpHeaders headers, HeaderEdits.Edits edits) {
    for (String name : edits.remove()) {
      headers.remove(name);
    }
    for (HeaderEdits.Field field : edits.set()) {
      headers.set(field.name(), field.value());
    }
  }

  /** Has the client bring {@code cookie} next time, and scripts of the page not see it. */
  static void keep(HttpHeaders headers, String cookie, boolean secure) {
    String attributes = "; Path=/; HttpOnly; SameSite=Lax";
    headers.add(HttpHeaderNames.SET_COOKIE, cookie + attributes + (secure ? "; Secure" : ""));
  }

  /** Removes from trailers what could change how the message was understood. */
  static void ofTrailers(HttpHeaders trailers) {
    if (trailers.isEmpty()) {
      return;
    }
    for (String name : new ArrayList<>(trailers.names())) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (NOT_IN_TRAILERS.contains(lower) || HOP_BY_HOP.contains(lower) || isClaim(lower)) {
        trailers.remove(name);
      }
    }
  }

  /** Whether a request came through here so often that it will do so for ever. */
  static boolean loops(HttpHeaders headers) {
    int passes = 0;
    for (String line : headers.getAll(LOOP)) {
      for (String who : line.split(",", -1)) {
        String name = who.strip();
        passes += name.equals(OURSELVES) || name.startsWith(OURSELVES + ";") ? 1 : 0;
      }
    }
    return passes >= MAX_PASSES;
  }

  private static String via(HttpRequest request, String node) {
    return request.protocolVersion().majorVersion()
        + "."
        + request.protocolVersion().minorVersion()
        + " "
        + node;
  }

  private static boolean isClaim(String lower) {
    if (lower.startsWith("fairlead-")) {
      return !STEERING.contains(lower);
    }
    // With an underscore a field looks the same to CGI-like programs.
    return lower.startsWith("x-forwarded-") || CLAIMS.contains(lower) || lower.indexOf('_') >= 0;
  }

  private static void removeConnectionFields(HttpHeaders headers) {
    List<String> connection = headers.getAll(HttpHeaderNames.CONNECTION);
    for (String line : connection) {
      for (String token : line.split(",", -1)) {
        String name = token.strip().toLowerCase(Locale.ROOT);
        if (!name.isEmpty() && !NOT_NOMINABLE.contains(name)) {
          headers.remove(name);
        }
      }
    }
    for (String name : HOP_BY_HOP) {
      headers.remove(name);
    }
  }
}
