package dev.fairlead.gossip.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A shared 256-bit key of the cluster, from which the keys that seal are derived.
 *
 * <p>Immutable. Its text never shows the secret.
 */
public final class Key {
  /** Length of the secret. */
  static final int BYTES = 32;

  private final byte[] secret;
  private final int id;

  Key(byte[] secret) {
    if (secret.length != BYTES) {
      throw new IllegalArgumentException("a key has 32 bytes, not " + secret.length);
    }
    this.secret = secret.clone();
    int first = ByteBuffer.wrap(Crypto.sha256("fairlead key id", secret)).getInt();
    this.id = first == 0 ? 1 : first;
  }

  /** Names the key in the clear; never 0, which stands for none. */
  int id() {
    return id;
  }

  /** The AES key for one purpose and context, independent of all others. */
  SecretKey derive(String purpose, byte[]... context) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      mac.update(purpose.getBytes(StandardCharsets.UTF_8));
      for (byte[] part : context) {
        mac.update(part);
      }
      return new SecretKeySpec(mac.doFinal(), "AES");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256 is part of every JDK", e);
    }
  }

  /** Whether both are the same secret; takes the same time wherever they differ. */
  boolean sameAs(Key other) {
    return MessageDigest.isEqual(secret, other.secret);
  }

  @Override
  public String toString() {
    return "key " + Integer.toHexString(id);
  }
}
