package dev.fairlead.proxy.http;

import dev.fairlead.proxy.observe.Ending;

/** Tells how an exchange ends from how far its reply is. Pure functions. */
final class Endings {
  private Endings() {}

  /**
   * The client is gone.
   *
   * @param connected whether there is an upstream
   * @param waiting whether one is waited for, and none is being connected to
   */
  static Ending clientLeft(Reply reply, boolean connected, boolean waiting) {
    if (reply.done()) {
      return Ending.CLIENT_AT_LAST;
    } else if (reply.started()) {
      return Ending.CLIENT_IN_DATA;
    } else if (connected) {
      return Ending.CLIENT_BEFORE_HEAD;
    }
    return waiting ? Ending.CLIENT_IN_QUEUE : Ending.CLIENT_IN_CONNECT;
  }

  /** The body of the request is not taken any more. */
  static Ending ofBody(BadRequest bad, Reply reply) {
    if (bad.equals(BadRequest.SLOW_BODY)) {
      return reply.done() ? Ending.CLIENT_LATE_AT_LAST : Ending.CLIENT_LATE_BEFORE_HEAD;
    }
    return reply.started() ? Ending.PROXY_IN_DATA : Ending.PROXY_IN_REQUEST;
  }

  /** The upstream is gone. */
  static Ending upstreamLeft(Reply reply) {
    return reply.started() ? Ending.SERVER_IN_DATA : Ending.SERVER_BEFORE_HEAD;
  }

  /** The upstream stands still. */
  static Ending upstreamLate(Reply reply) {
    return reply.started() ? Ending.SERVER_LATE_IN_DATA : Ending.SERVER_LATE_BEFORE_HEAD;
  }

  /** What the upstream sends makes no sense. */
  static Ending senseless(Reply reply) {
    return reply.started() ? Ending.PROXY_IN_DATA : Ending.PROXY_BEFORE_HEAD;
  }
}
