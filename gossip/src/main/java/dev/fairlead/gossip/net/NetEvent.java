package dev.fairlead.gossip.net;

/** What the transport counts. */
public enum NetEvent {
  /** Datagrams that were opened and handed over. */
  DATAGRAM_IN,
  /** Datagrams sent. */
  DATAGRAM_OUT,
  /** Stream messages handed over. */
  MESSAGE_IN,
  /** Stream messages sent. */
  MESSAGE_OUT,
  /** Dropped: too short, or of an unknown version. */
  DROPPED_GARBAGE,
  /** Dropped: of another cluster. */
  DROPPED_CLUSTER,
  /**
   * Dropped: sealed with a key that is not in the key file, or not sealed although there is one.
   */
  DROPPED_KEY,
  /** Dropped: not sealed by a holder of the key, or altered on its way. */
  DROPPED_FORGED,
  /** Dropped: came before, or is too old to tell. */
  DROPPED_REPLAYED,
  /** Dropped: opened well but is no message. */
  DROPPED_MALFORMED,
  /** Dropped: a message type of a newer version. */
  DROPPED_UNKNOWN,
  /** Dropped: from a node that is no member. */
  DROPPED_STRANGER,
  /** Dropped: a queue was full. */
  DROPPED_FULL,
  /** Streams others opened. */
  STREAM_IN,
  /** Streams opened to others. */
  STREAM_OUT,
  /** Streams that failed: refused, not authenticated, broken. */
  STREAM_FAILED
}
