package dev.fairlead.gossip.sync;

/** The bounds of synchronisation. */
public final class SyncLimits {
  /**
   * Streams in one message; a node with more sends the first, the rest follows when those agree.
   */
  public static final int STREAMS = 20_000;

  /** Ranges in one request; the rest is asked for next. */
  public static final int RANGES = 10_000;

  /** Bytes of values read for one batch. */
  public static final int BATCH_BYTES = 1 << 20; // 1 MiB

  /** Pulls this node runs at once; further offers are ignored until the next comparison. */
  public static final int PULLS = 2;

  /** Requests this node reads for at once; further ones are told {@link SyncMessage.Busy}. */
  public static final int READS = 8;

  /** Silence after which a comparison or pull is given up. */
  public static final long SILENCE_NANOS = 15_000_000_000L; // 15 s

  private SyncLimits() {}
}
