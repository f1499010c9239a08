package dev.fairlead.proxy.observe;

import java.util.Locale;

/** Why a client's connection is ended before anything it wants is looked at. */
public enum Refusal {
  /** The node has as many connections as it may. */
  NODE_FULL,
  /** The listener has. */
  LISTENER_FULL,
  /** The client's address has at this listener. */
  SOURCE_FULL,
  /** The node drains, and cannot close a socket that somebody else holds too. */
  DRAINING,
  /** The node has more to do than it can. */
  OVERLOADED,
  /** A header of the PROXY protocol was due, and what came is none. */
  HEADER_MALFORMED,
  /** The connection ended within that header. */
  HEADER_CUT,
  /** That header was not complete in time. */
  HEADER_LATE;

  /** As metrics name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
