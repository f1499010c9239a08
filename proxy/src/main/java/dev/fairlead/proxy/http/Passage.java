package dev.fairlead.proxy.http;

import dev.fairlead.catalog.path.BadPathException;
import io.netty.handler.codec.http.HttpRequest;

/** What becomes of a request before anybody looks for an instance. */
sealed interface Passage {
  /** The node has too much to do. */
  Passage SHED = new Shed();

  /**
   * It is carried.
   *
   * @param target what it asks for
   */
  record Free(Target target) implements Passage {}

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
    Target target;
    try {
      target = RequestCheck.target(request);
    } catch (BadPathException e) {
      return new Refused(RequestCheck.path(request, e));
    }
    bad = RequestCheck.host(request, target);
    if (bad != null) {
      return new Refused(bad);
    }
    if (arrival.redirectHttps() != 0) {
      return moved(target, arrival.redirectHttps());
    }
    if (arrival.tls().mayMisdirect() && arrival.tls().misdirects(target.host())) {
      return new Refused(BadRequest.MISDIRECTED);
    }
    return new Free(target);
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
