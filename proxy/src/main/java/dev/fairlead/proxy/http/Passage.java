package dev.fairlead.proxy.http;

import io.netty.handler.codec.http.HttpRequest;

/** What becomes of a request before anybody looks for an instance. */
sealed interface Passage {
  /** It is carried. */
  Passage FREE = new Free();

  /** The node has too much to do. */
  Passage SHED = new Shed();

  /** It is carried. */
  record Free() implements Passage {}

  /** It is refused whatever it says, which nobody looked at. */
  record Shed() implements Passage {}

  /**
   * It is answered with an error, and its connection ends.
   *
   * @param bad what is wrong with it
   */
  record Refused(BadRequest bad) implements Passage {}

  /**
   * It is answered with another address.
   *
   * @param location an absolute URI
   */
  record Moved(String location) implements Passage {}

  /** Of a request that came by {@code arrival}. */
  static Passage of(HttpRequest request, Arrival arrival) {
    BadRequest bad = RequestCheck.check(request);
    if (bad != null) {
      return new Refused(bad);
    }
    if (arrival.redirectHttps() != 0) {
      return moved(RequestCheck.target(request), arrival.redirectHttps());
    }
    if (arrival.tls().mayMisdirect()
        && arrival.tls().misdirects(RequestCheck.target(request).host())) {
      return new Refused(BadRequest.MISDIRECTED);
    }
    return FREE;
  }

  /** The check has let through nothing that is not fit for a header. */
  private static Passage moved(Target target, int port) {
    if (target.host().isEmpty()) {
      return new Refused(BadRequest.host("Host is missing"));
    }
    String host = target.authority().startsWith("[") ? "[" + target.host() + "]" : target.host();
    String uri = target.uri().equals("*") ? "/" : target.uri();
    return new Moved("https://" + host + (port == 443 ? "" : ":" + port) + uri);
  }
}
