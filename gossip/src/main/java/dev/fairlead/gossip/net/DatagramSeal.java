package dev.fairlead.gossip.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Puts datagrams into their envelope and takes them out.
 *
 * <pre>
 *   with keys      0         1        5           13         21
 *                  +---------+--------+-----------+----------+-----------------+----------+
 *                  | version | key id | sender id | counter  | AES-256-GCM …   | tag: 16  |
 *                  +---------+--------+-----------+----------+-----------------+----------+
 *                  the first 21 bytes and the cluster's name are authenticated as well
 *   without        +---------+--------+-------------+------------------+
 *                  | version | 0: 4   | cluster: 8  | message …        |
 *                  +---------+--------+-------------+------------------+
 * </pre>
 *
 * <p>The sender id is drawn at every start, and each sender id has an AES key of its own, derived
 * from the cluster key; so the counter alone is a nonce that never repeats. Confined to one thread.
 */
final class DatagramSeal {
  /** Bytes a seal adds at most. */
  static final int OVERHEAD = 37;

  /** Senders remembered; beyond it the one silent longest is forgotten, with its replay window. */
  static final int MAX_SENDERS = 8192;

  private static final byte VERSION = 1;
  private static final int HEADER = 21;
  private static final int PLAIN_HEADER = 5 + Crypto.CLUSTER_TAG_BYTES;

  private final byte[] cluster;
  private final byte[] clusterTag;
  private final @Nullable KeyFile keys;
  private final NetCounters counters;
  private final long senderId = new SecureRandom().nextLong();
  private final @Nullable SecretKey sealingKey;
  private final Map<SenderKey, Peer> peers =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SenderKey, Peer> eldest) {
          return size() > MAX_SENDERS;
        }
      };
  private long sent;
  private NetEvent lastDrop = NetEvent.DROPPED_GARBAGE;

  DatagramSeal(String cluster, @Nullable KeyFile keys, NetCounters counters) {
    this.cluster = cluster.getBytes(StandardCharsets.UTF_8);
    this.clusterTag = Crypto.clusterTag(cluster);
    this.keys = keys;
    this.counters = counters;
    this.sealingKey = keys == null ? null : senderKey(keys.sealing(), senderId);
  }

  byte[] seal(byte[] message) {
    if (keys == null || sealingKey == null) {
      return ByteBuffer.allocate(PLAIN_HEADER + message.length)
          .put(VERSION)
          .putInt(0)
          .put(clusterTag)
          .put(message)
          .array();
    }
    long counter = sent++;
    byte[] header =
        ByteBuffer.allocate(HEADER)
            .put(VERSION)
            .putInt(keys.sealing().id())
            .putLong(senderId)
            .putLong(counter)
            .array();
    byte[] sealed = Crypto.seal(sealingKey, counter, aad(header), message);
    return ByteBuffer.allocate(HEADER + sealed.length).put(header).put(sealed).array();
  }

  /** The message; null if it was dropped, which is then counted. */
  byte @Nullable [] open(byte[] datagram) {
    if (datagram.length < PLAIN_HEADER || datagram[0] != VERSION) {
      return drop(NetEvent.DROPPED_GARBAGE);
    }
    int keyId = ByteBuffer.wrap(datagram).getInt(1);
    if (keys == null) {
      return keyId == 0 ? openPlain(datagram) : drop(NetEvent.DROPPED_KEY);
    }
    for (Key key : keys.opening()) {
      if (key.id() == keyId) {
        return openSealed(key, datagram);
      }
    }
    return drop(NetEvent.DROPPED_KEY);
  }

  private byte @Nullable [] openPlain(byte[] datagram) {
    if (!Arrays.equals(datagram, 5, PLAIN_HEADER, clusterTag, 0, clusterTag.length)) {
      return drop(NetEvent.DROPPED_CLUSTER);
    }
    return Arrays.copyOfRange(datagram, PLAIN_HEADER, datagram.length);
  }

  private byte @Nullable [] openSealed(Key key, byte[] datagram) {
    if (datagram.length < HEADER + Crypto.TAG_BYTES) {
      return drop(NetEvent.DROPPED_GARBAGE);
    }
    ByteBuffer header = ByteBuffer.wrap(datagram);
    SenderKey from = new SenderKey(key.id(), header.getLong(5));
    long counter = header.getLong(13);
    Peer known = peers.get(from);
    Peer peer = known != null ? known : new Peer(senderKey(key, from.senderId()));
    byte[] aad = aad(Arrays.copyOf(datagram, HEADER));
    byte[] message = Crypto.open(peer.key(), counter, aad, datagram, HEADER);
    if (message == null) {
      return drop(NetEvent.DROPPED_FORGED);
    }
    // Only who proved to hold the key takes a place among the senders.
    peers.putIfAbsent(from, peer);
    return peer.window().accept(counter) ? message : drop(NetEvent.DROPPED_REPLAYED);
  }

  /** Why {@link #open} last dropped something. */
  NetEvent lastDrop() {
    return lastDrop;
  }

  private byte @Nullable [] drop(NetEvent why) {
    counters.add(why);
    lastDrop = why;
    return null;
  }

  private byte[] aad(byte[] header) {
    return ByteBuffer.allocate(HEADER + cluster.length).put(header).put(cluster).array();
  }

  private static SecretKey senderKey(Key key, long senderId) {
    return key.derive("fairlead datagram", ByteBuffer.allocate(8).putLong(senderId).array());
  }

  private record SenderKey(int keyId, long senderId) {}

  private record Peer(SecretKey key, ReplayWindow window) {
    Peer(SecretKey key) {
      this(key, new ReplayWindow());
    }
  }
}
