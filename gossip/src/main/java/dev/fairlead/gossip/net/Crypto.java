package dev.fairlead.gossip.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/** The two primitives everything here is sealed with: SHA-256 and AES-256-GCM. Stateless. */
final class Crypto {
  /** Bytes of a GCM tag. */
  static final int TAG_BYTES = 16;

  /** Bytes of {@link #clusterTag}. */
  static final int CLUSTER_TAG_BYTES = 8;

  private Crypto() {}

  /** Tells clusters apart in the clear, without saying their names. */
  static byte[] clusterTag(String cluster) {
    byte[] name = cluster.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(sha256("fairlead cluster", name), CLUSTER_TAG_BYTES);
  }

  static byte[] sha256(String purpose, byte[] bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(purpose.getBytes(StandardCharsets.UTF_8));
      return digest.digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }

  /** Seals {@code plain}; {@code counter} must never repeat under {@code key}. */
  static byte[] seal(SecretKey key, long counter, byte[] aad, byte[] plain) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, key, counter, aad).doFinal(plain);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is part of every JDK", e);
    }
  }

  /** The opened bytes; null if they were not sealed like this. */
  static byte @Nullable [] open(
      SecretKey key, long counter, byte[] aad, byte[] sealed, int offset) {
    if (sealed.length - offset < TAG_BYTES) {
      return null;
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, key, counter, aad)
          .doFinal(sealed, offset, sealed.length - offset);
    } catch (AEADBadTagException e) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is part of every JDK", e);
    }
  }

  /** Nonce: four zero bytes, then the counter; each sender and stream has a key of its own. */
  private static Cipher cipher(int mode, SecretKey key, long counter, byte[] aad)
      throws GeneralSecurityException {
    byte[] nonce = ByteBuffer.allocate(12).putInt(0).putLong(counter).array();
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
    cipher.updateAAD(aad);
    return cipher;
  }
}
