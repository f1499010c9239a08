package dev.fairlead.gossip.swim;

import java.util.List;

/**
 * What members say to each other about who is alive.
 *
 * <pre>
 *   prober                relay                 target
 *     │── Ping ───────────────────────────────────►│   up to three, spread over the timeout
 *     │◄─────────────────────────────────── Ack ───│
 *     │── PingRequest ──────►│── Ping ────────────►│   when the first tries stayed unanswered
 *     │◄── Ack or Nack ──────│◄── Ack ─────────────│
 *     │── Ping (stream) ──────────────────────────►│   in parallel, past a firewall for datagrams
 * </pre>
 *
 * <p>Immutable.
 */
public sealed interface SwimMessage {
  /**
   * Are you there? Answered with {@link Ack} if {@code target} is the receiver's name.
   *
   * @param nonce random, comes back in the answer
   * @param target the name of the member meant, so that a reused address does not answer for it
   * @param news what the sender has to spread
   */
  record Ping(long nonce, String target, List<Evidence> news) implements SwimMessage {
    /** Copies the list. */
    public Ping {
      news = List.copyOf(news);
    }
  }

  /**
   * Ping {@code target} for me.
   *
   * @param nonce random, comes back in the answer
   * @param target the name of a member both know
   * @param news what the sender has to spread
   */
  record PingRequest(long nonce, String target, List<Evidence> news) implements SwimMessage {
    /** Copies the list. */
    public PingRequest {
      news = List.copyOf(news);
    }
  }

  /**
   * Here, or: the one you asked about is there.
   *
   * @param nonce of the ping or request answered
   * @param news what the sender has to spread
   */
  record Ack(long nonce, List<Evidence> news) implements SwimMessage {
    /** Copies the list. */
    public Ack {
      news = List.copyOf(news);
    }
  }

  /**
   * I asked, and heard nothing either.
   *
   * @param nonce of the request answered
   */
  record Nack(long nonce) implements SwimMessage {}

  /**
   * Nothing but news.
   *
   * @param news at least one
   */
  record News(List<Evidence> news) implements SwimMessage {
    /** Copies the list. */
    public News {
      news = List.copyOf(news);
    }
  }

  /**
   * Let us compare member tables; the way in for a node nobody knows yet. Streams only.
   *
   * @param self the sender
   * @param fingerprint of the sender's table; an equal one ends it
   */
  record RosterOffer(Evidence self, long fingerprint) implements SwimMessage {}

  /**
   * A part of the sender's member table. Streams only.
   *
   * @param members at most {@value #MAX_PART}
   * @param answer whether the receiver should send its own table now
   */
  record Roster(List<Evidence> members, boolean answer) implements SwimMessage {
    /** Most members in one message. */
    public static final int MAX_PART = 500;

    /** Copies the list. */
    public Roster {
      members = List.copyOf(members);
    }
  }
}
