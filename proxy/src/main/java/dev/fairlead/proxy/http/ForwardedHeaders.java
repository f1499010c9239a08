package dev.fairlead.proxy.http;

import dev.fairlead.catalog.options.HeaderEdits;
import dev.fairlead.proxy.connect.Backhaul;
import dev.fairlead.proxy.wire.Fields;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which header fields go on, in both directions.
 *
 * <p>A client is not trusted: what it claims about itself is removed before our own fields are set.
 * A request carried from another region has them already. Fields of one connection never go on (RFC
 * 9110, section 7.6.1). Pure, stateless.
 */
final class ForwardedHeaders {
  static final AsciiString REQUEST_ID = AsciiString.cached("Fairlead-Request-Id");
  static final AsciiString REGION = AsciiString.cached("Fairlead-Region");
  static final AsciiString PREFIX = AsciiString.cached("X-Forwarded-Prefix");
  static final AsciiString CLIENT_IP = AsciiString.cached("Fairlead-Client-IP");
  static final AsciiString CLIENT_SUBJECT = AsciiString.cached("Fairlead-Client-Subject");
  static final AsciiString PREFER_REGION = AsciiString.cached("Fairlead-Prefer-Region");
  static final AsciiString FORCE_INSTANCE = AsciiString.cached("Fairlead-Force-Instance");

  /** Goes on as it came, like every field that is not ours; only the access log reads it. */
  static final AsciiString TRACEPARENT = AsciiString.cached("traceparent");

  /** Tells the instance that gets a request again who asked for that. */
  static final AsciiString REPLAY_SOURCE = AsciiString.cached("Fairlead-Replay-Source");

  /** Who carried a request; nobody removes it, so that a loop is seen (RFC 8586). */
  static final AsciiString LOOP = AsciiString.cached("CDN-Loop");

  /** How often a request may come through proxies like this one: some services are in a row. */
  static final int MAX_PASSES = 8;

  private static final AsciiString FORWARDED_FOR = AsciiString.cached("X-Forwarded-For");
  static final AsciiString FORWARDED_PROTO = AsciiString.cached("X-Forwarded-Proto");
  private static final AsciiString FORWARDED_HOST = AsciiString.cached("X-Forwarded-Host");
  private static final AsciiString FORWARDED_PORT = AsciiString.cached("X-Forwarded-Port");
  private static final AsciiString FORWARDED = AsciiString.cached("x-forwarded-");
  private static final AsciiString OWN = AsciiString.cached("fairlead-");

  private static final AsciiString OURSELVES = AsciiString.cached("fairlead");

  private static final List<AsciiString> HOP_BY_HOP =
      names(
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

  private static final List<AsciiString> CLAIMS = names("forwarded", "via", "x-real-ip");

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

  private static List<AsciiString> names(String... names) {
    return Stream.of(names).map(AsciiString::cached).toList();
  }

  private static boolean isOne(List<AsciiString> of, AsciiString name) {
    for (int i = 0; i < of.size(); i++) {
      if (of.get(i).contentEqualsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  /** Makes the header of a client's request what an instance shall see. */
  static void ofClient(HttpRequest request, Target target, ClientFields client) {
    Fields fields = (Fields) request.headers(); // of our own decoder
    removeNominated(fields);
    fields.removeNames(name -> isOne(HOP_BY_HOP, name) || isClaim(name));
    request.setUri(target.uri());
    AsciiString authority = new AsciiString(target.authority());
    fields.set(HttpHeaderNames.HOST, authority);
    fields.append(FORWARDED_FOR, client.ip());
    fields.append(FORWARDED_PROTO, client.scheme());
    fields.append(FORWARDED_HOST, authority);
    fields.append(FORWARDED_PORT, client.port());
    fields.append(HttpHeaderNames.VIA, via(request, client));
    fields.append(LOOP, OURSELVES);
    fields.append(REGION, client.region());
    fields.append(CLIENT_IP, client.ip());
    if (!client.subject().isEmpty()) {
      fields.add(CLIENT_SUBJECT, client.subject());
    }
  }

  /** Makes the header of a carried request what an instance shall see: only one more Via. */
  static void ofCarried(HttpRequest request, ClientFields client) {
    HttpHeaders headers = request.headers();
    removeConnectionFields(headers);
    headers.remove(Backhaul.HOP);
    headers.remove(Backhaul.SERVICE);
    headers.remove(Backhaul.PARTIES);
    headers.remove(Backhaul.AVOID);
    String before = headers.get(HttpHeaderNames.VIA);
    AsciiString own = via(request, client);
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
      AsciiString octets = AsciiString.of(name);
      if (NOT_IN_TRAILERS.contains(name.toLowerCase(Locale.ROOT))
          || isOne(HOP_BY_HOP, octets)
          || isClaim(octets)) {
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
        passes += OURSELVES.contentEquals(name) || name.startsWith(OURSELVES + ";") ? 1 : 0;
      }
    }
    return passes >= MAX_PASSES;
  }

  private static AsciiString via(HttpRequest request, ClientFields client) {
    return request.protocolVersion().equals(HttpVersion.HTTP_1_0) ? client.viaOld() : client.via();
  }

  private static boolean isClaim(AsciiString name) {
    if (begins(name, OWN)) {
      return !PREFER_REGION.contentEqualsIgnoreCase(name)
          && !FORCE_INSTANCE.contentEqualsIgnoreCase(name);
    }
    // With an underscore a field looks the same to CGI-like programs.
    return begins(name, FORWARDED) || isOne(CLAIMS, name) || name.indexOf('_', 0) >= 0;
  }

  private static boolean begins(AsciiString name, AsciiString with) {
    return name.regionMatches(true, 0, with, 0, with.length());
  }

  private static void removeConnectionFields(HttpHeaders headers) {
    removeNominated(headers);
    if (headers instanceof Fields fields) {
      fields.removeNames(name -> isOne(HOP_BY_HOP, name));
    } else {
      HOP_BY_HOP.forEach(headers::remove);
    }
  }

  private static void removeNominated(HttpHeaders headers) {
    if (!headers.contains(HttpHeaderNames.CONNECTION)) {
      return;
    }
    for (String line : headers.getAll(HttpHeaderNames.CONNECTION)) {
      if (line.equalsIgnoreCase("keep-alive")) {
        continue; // goes anyway
      }
      for (String token : line.split(",", -1)) {
        String name = token.strip().toLowerCase(Locale.ROOT);
        if (!name.isEmpty() && !NOT_NOMINABLE.contains(name)) {
          headers.remove(name);
        }
      }
    }
  }
}
