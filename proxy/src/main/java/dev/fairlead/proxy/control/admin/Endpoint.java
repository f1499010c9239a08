package dev.fairlead.proxy.control.admin;

import java.io.IOException;

/**
 * One address of the HTTP API.
 *
 * <p>Immutable.
 *
 * @param method the only method it takes
 * @param path its exact path
 * @param open whether it needs no token
 * @param about what it answers, for the page that lists them
 * @param handler answers
 */
record Endpoint(String method, String path, boolean open, String about, Handler handler) {
  /** Answers requests, each on a virtual thread of its own. */
  @FunctionalInterface
  interface Handler {
    /** Answers; what it throws becomes a 500. */
    void answer(Request request) throws IOException, RefusedRequest;
  }

  /** A {@code GET}. */
  static Endpoint get(String path, String about, Handler handler) {
    return new Endpoint("GET", path, false, about, handler);
  }

  /** A {@code POST}. */
  static Endpoint post(String path, String about, Handler handler) {
    return new Endpoint("POST", path, false, about, handler);
  }
}
