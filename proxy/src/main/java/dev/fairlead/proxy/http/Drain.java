package dev.fairlead.proxy.http;

/**
 * Told to every connection while the proxy drains, in this order.
 *
 * <p>Between the two an idle connection stays open: a request that is on its way to it is served,
 * with {@code Connection: close} in the answer. Closing it at once would cut that request, and the
 * client could not know whether it was executed (RFC 9112, section 9.5).
 */
public enum Drain {
  /** It begins: every answer from now on is the last of its connection. */
  NOW,
  /** No more time for requests that may never come: connections without one end. */
  IDLE_ENDS
}
