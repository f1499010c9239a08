package dev.fairlead.gossip.net;

import org.jspecify.annotations.Nullable;

/**
 * What a stream is secured with: TLS, cluster keys, or nothing but the cluster's name.
 *
 * <p>Immutable.
 */
final class StreamSecrets {
  private final byte[] clusterTag;
  private final @Nullable KeyFile keys;

  /** Without {@code keys}, as under TLS, the cluster's name only keeps strangers apart. */
  StreamSecrets(String cluster, @Nullable KeyFile keys) {
    this.clusterTag = Crypto.clusterTag(cluster);
    this.keys = keys;
  }

  byte[] clusterTag() {
    return clusterTag;
  }

  @Nullable KeyFile keys() {
    return keys;
  }

  boolean sealed() {
    return keys != null;
  }

  /** The key of that id; null if there is none. */
  @Nullable Key opening(int id) {
    if (keys != null) {
      for (Key key : keys.opening()) {
        if (key.id() == id) {
          return key;
        }
      }
    }
    return null;
  }

  /** The first bytes of a new stream. */
  byte[] hello() {
    return StreamSeal.hello(keys == null ? 0 : keys.sealing().id(), clusterTag);
  }
}
