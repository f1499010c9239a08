package dev.fairlead.gossip.sync;

/** The bounds of synchronisation. */
public final class SyncLimits {
  /** Streams in one message; a node with more sends some by chance, others the next time. */
  public static final int STREAMS = 20_000;

  /** Gaps in one message; streams with gaps beyond it are left out of it. */
  public static final int GAPS = 200_000;

  /** Ranges in one request; the rest is asked for next. */
  public static final int RANGES = 10_000;

  /** Bytes of values read for one batch. */
  public static final int BATCH_BYTES = 1 << 20; // 1 MiB

  /** Comparisons this node has begun and got no answer to; beyond it, it begins no other. */
  public static final int COMPARES = 4;

  /** Silence after which a comparison is given up. */
  public static final long COMPARE_NANOS = 3_000_000_000L; // 3 s

  /** Pulls this node runs at once; further offers are ignored until the next comparison. */
  public static final int PULLS = 2;

  /** Requests this node reads for at once; further ones are told {@link SyncMessage.Busy}. */
  public static final int READS = 8;

  /** Silence after which a pull is given up. */
  public static final long SILENCE_NANOS = 15_000_000_000L; // 15 s

  private SyncLimits() {}
}
