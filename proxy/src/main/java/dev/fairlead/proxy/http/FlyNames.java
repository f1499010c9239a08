package dev.fairlead.proxy.http;

import io.netty.handler.codec.http.HttpHeaders;

/**
 * The request fields of Fly.io, where {@code [compat] fly} is on; otherwise they pass untouched.
 * Pure, stateless.
 */
final class FlyNames {
  /** Tells the instance who had the request sent again. */
  static final String SOURCE = "fly-replay-src";

  private static final String PREFER_REGION = "fly-prefer-region";
  private static final String FORCE_INSTANCE = "fly-force-instance-id";

  private FlyNames() {}

  /** Says in our own names what a client says in Fly's; what it must not claim is removed. */
  static void translate(HttpHeaders headers) {
    headers.remove(SOURCE);
    translate(headers, PREFER_REGION, ForwardedHeaders.PREFER_REGION);
    translate(headers, FORCE_INSTANCE, ForwardedHeaders.FORCE_INSTANCE);
  }

  private static void translate(HttpHeaders headers, String theirs, CharSequence ours) {
    String value = headers.get(theirs);
    if (value != null && !headers.contains(ours)) {
      headers.set(ours, value.split(",", 2)[0].strip()); // of a list, the first
    }
  }
}
