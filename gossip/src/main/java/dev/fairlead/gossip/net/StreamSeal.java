package dev.fairlead.gossip.net;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages into records of a stream and takes them out, sealed if there is a key.
 *
 * <pre>
 *   hello, from the opener     | version: 1 | key id: 4 (0 without) | cluster: 8 | salt: 32 |
 *   its answer, with keys only | version: 1 | salt: 32 |
 *   then records               | length: 4 | more: 1 | up to 64 KiB of a message |
 *                                           └── with keys: AES-256-GCM of this, and its tag: 16
 * </pre>
 *
 * <p>The key of a stream is derived from both salts, so nothing recorded fits another stream; the
 * nonce is the number of the record. Messages flow from the opener only; answers take a stream of
 * their own. Under TLS the cluster key is not used. Confined to one thread.
 */
final class StreamSeal {
  static final byte VERSION = 1;
  static final int SALT_BYTES = 32;
  static final int HELLO_BYTES = 5 + Crypto.CLUSTER_TAG_BYTES + SALT_BYTES;
  static final int ANSWER_BYTES = 1 + SALT_BYTES;
  static final int CHUNK_BYTES = 64 << 10; // 64 KiB
  static final int MAX_RECORD_BYTES = 1 + CHUNK_BYTES + Crypto.TAG_BYTES;

  private static final byte[] NO_AAD = new byte[0];

  private final @Nullable SecretKey key;
  private long records;

  /** Seals nothing. */
  StreamSeal() {
    this.key = null;
  }

  /** Seals with the key both sides derive from what they said first. */
  StreamSeal(Key clusterKey, byte[] hello, byte[] answer) {
    this.key = clusterKey.derive("fairlead stream", hello, answer);
  }

  static byte[] salt() {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return salt;
  }

  static byte[] hello(int keyId, byte[] clusterTag) {
    return ByteBuffer.allocate(HELLO_BYTES)
        .put(VERSION)
        .putInt(keyId)
        .put(clusterTag)
        .put(salt())
        .array();
  }

  /** Appends {@code message} as records. */
  void write(ByteBuf to, byte[] message) {
    int at = 0;
    do {
      int end = Math.min(message.length, at + CHUNK_BYTES);
      byte[] body = new byte[1 + end - at];
      body[0] = (byte) (end < message.length ? 1 : 0);
      System.arraycopy(message, at, body, 1, end - at);
      byte[] record = key == null ? body : Crypto.seal(key, records++, NO_AAD, body);
      to.writeInt(record.length).writeBytes(record);
      at = end;
    } while (at < message.length);
  }

  /** The content of a record, its first byte telling whether more follow; null if forged. */
  byte @Nullable [] open(byte[] record) {
    byte[] body = key == null ? record : Crypto.open(key, records++, NO_AAD, record, 0);
    return body == null || body.length < 1 || body[0] < 0 || body[0] > 1 ? null : body;
  }

  static byte[] answer() {
    return ByteBuffer.allocate(ANSWER_BYTES).put(VERSION).put(salt()).array();
  }

  static int keyId(byte[] hello) {
    return ByteBuffer.wrap(hello).getInt(1);
  }

  static boolean isFor(byte[] clusterTag, byte[] hello) {
    return Arrays.equals(hello, 5, 5 + clusterTag.length, clusterTag, 0, clusterTag.length);
  }
}
