package dev.fairlead.proxy.route;

/**
 * Why the proxy answers by itself instead of an instance.
 *
 * <p>The codes are interface: the header {@code Fairlead-Error} and the metrics show them.
 */
public enum Fault {
  /** No route matches. */
  FR01(404, "no route for this host and path", false),
  /** Nothing can serve it anywhere. */
  FR02(503, "no routable instance in any region", false),
  /** All are busy. */
  FR03(503, "all instances are at their hard limit", true),
  /** The catalog is late. */
  FR04(503, "the catalog could not load the service in time", true),
  /** It would travel twice. */
  FR05(508, "routing loop between regions", false),
  /** The route's networks keep it out. */
  FR07(403, "the route does not admit this client's address", false),
  /** Too many in a short time. */
  FR08(429, "more requests than the route allows for one client", true),
  /** A redirect without a host, or a prefix that is not what the client wrote. */
  FR09(400, "the route's options do not fit this host or path", false),
  /** More than this node can do. */
  FR10(503, "the node is overloaded", true),
  /** Refused, reset, or closed before an answer. */
  FC01(502, "connection refused or reset by the instance", false),
  /** No connection in time. */
  FC02(504, "connect timeout", false),
  /** No answer in time. */
  FC03(504, "no response in time", false),
  /** The answer makes no sense. */
  FC04(502, "malformed or truncated response", false),
  /** It cannot be sent again as an instance asks. */
  FC05(502, "the replay the instance asks for is not possible", false),
  /** It did not prove who it is. */
  FC06(502, "no verified TLS with the instance", false),
  /** No way to the other region. */
  FB01(502, "no proxy of the chosen region could be reached", false);

  private final int status;
  private final String words;
  private final boolean retryLater;

  Fault(int status, String words, boolean retryLater) {
    this.status = status;
    this.words = words;
    this.retryLater = retryLater;
  }

  /** The HTTP status it is answered with. */
  public int status() {
    return status;
  }

  /** What it means, for the client. */
  public String words() {
    return words;
  }

  /** Whether {@code Retry-After} is sent. */
  public boolean retryLater() {
    return retryLater;
  }
}
