package dev.fairlead.proxy.route;

/** What the options of a route make of one request or connection. Immutable. */
public sealed interface Ruling {
  /**
   * It goes on to a service.
   *
   * @param service the service: the route's own, or the one its split chose
   * @param prefix what was stripped from the path; empty for nothing
   * @param path what is left of it; empty if nothing was stripped
   */
  record Onward(String service, String prefix, String path) implements Ruling {}

  /**
   * It goes nowhere.
   *
   * @param fault why
   * @param retrySeconds when it may come again; 0 to say nothing of that
   */
  record Refused(Fault fault, int retrySeconds) implements Ruling {}

  /**
   * The client is sent elsewhere.
   *
   * @param status the HTTP status
   * @param location an absolute URL of printable ASCII
   */
  record Redirected(int status, String location) implements Ruling {}
}
