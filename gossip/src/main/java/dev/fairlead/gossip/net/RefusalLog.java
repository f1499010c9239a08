package dev.fairlead.gossip.net;

import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator that somebody sends what is not taken: one line at once, then at most one a
 * minute, with the number since the last.
 *
 * <p>Confined to the gossip loop.
 */
final class RefusalLog {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

  private long lastNanos = System.nanoTime() - PAUSE_NANOS;
  private long silent;

  /**
   * Notes a refusal.
   *
   * @param what a datagram or a stream
   * @param from who sent it, as far as the address says; null if unknown
   */
  void refused(String what, @Nullable SocketAddress from, NetEvent why) {
    long now = System.nanoTime();
    if (now - lastNanos < PAUSE_NANOS) {
      silent++;
      return;
    }
    lastNanos = now;
    LOG.warn(
        "gossip dropped a {} from {}: {}; {} others before it", what, from, words(why), silent);
    silent = 0;
  }

  private static String words(NetEvent why) {
    return switch (why) {
      case DROPPED_GARBAGE -> "garbage, or another protocol version";
      case DROPPED_CLUSTER -> "of another cluster";
      case DROPPED_KEY -> "sealed with a key that is not in the key file, or not sealed at all";
      case DROPPED_FORGED -> "not sealed by a holder of the key, or altered";
      case DROPPED_REPLAYED -> "replayed, or too late";
      case DATAGRAM_IN,
          DATAGRAM_OUT,
          MESSAGE_IN,
          MESSAGE_OUT,
          DROPPED_MALFORMED,
          DROPPED_UNKNOWN,
          DROPPED_STRANGER,
          DROPPED_FULL,
          STREAM_IN,
          STREAM_OUT,
          STREAM_FAILED ->
          "refused";
    };
  }
}
