package dev.fairlead.proxy.connect;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.gossip.net.KeyFile;
import dev.fairlead.proxy.balance.Asker;
import dev.fairlead.proxy.balance.Balancer;
import dev.fairlead.proxy.balance.Traits;
import dev.fairlead.proxy.config.Settings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Names instances in cookies, so that every node of the cluster knows which one is meant and nobody
 * else can tell or choose.
 *
 * <pre>
 *   0                8        10               16
 *   ┌────────────────┬────────┬────────────────┐
 *   │ hash of its id │ place  │ hash of service│   one AES block, written as 32 hex digits
 *   └────────────────┴────────┴────────────────┘
 * </pre>
 *
 * <p>The hash of the service proves that the block is of our making, for this service; the place is
 * where to look first. Sealed with a key derived from the cluster's; without a key file from its
 * name, and then whoever knows name and id can make the cookie too. Thread-safe.
 */
public final class Stickiness {
  private static final String PURPOSE = "fairlead sticky cookie";
  private static final int BLOCK = 16;
  private static final int SERVICE_BITS = 48;

  /** A block by itself is a permutation under any vector: equal instances, equal cookies. */
  private static final IvParameterSpec FIXED = new IvParameterSpec(new byte[BLOCK]);

  /** The first seals, all of them open. */
  private final List<SecretKey> keys;

  private Stickiness(List<SecretKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /** With the keys of {@code cluster}; fails naming the file that cannot be used. */
  public static Stickiness of(Settings.Cluster cluster) {
    List<byte[]> secrets =
        cluster.keyFile() == null
            ? List.of(sha256(PURPOSE + "\0" + cluster.name()))
            : KeyFile.read(cluster.keyFile()).derive(PURPOSE);
    return new Stickiness(
        secrets.stream().<SecretKey>map(secret -> new SecretKeySpec(secret, "AES")).toList());
  }

  /** The instance a client was at before, if the service keeps clients; null otherwise. */
  @Nullable Instance kept(ServiceView view, Asker asker) {
    String cookie = view.policy().choosing().sticky();
    String value = cookie.isEmpty() ? null : asker.client().cookie(cookie);
    int place = value == null ? -1 : place(view.service(), view.instances(), value);
    return place < 0 ? null : Balancer.again(view, place, asker, System.nanoTime());
  }

  /** The cookie that keeps a client at {@code chosen}; null if it needs none, or has it. */
  @Nullable String cookie(ServiceView view, Instance chosen, Traits client) {
    String cookie = view.policy().choosing().sticky();
    int place = cookie.isEmpty() ? -1 : view.instances().routable(chosen.id());
    if (place < 0) {
      return null;
    }
    String value = value(view.service(), view.instances(), place);
    return value.equals(client.cookie(cookie)) ? null : cookie + "=" + value;
  }

  /** The value that names the instance at {@code place}. */
  String value(String service, Instances all, int place) {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    block.putLong(all.idHash(place)).putLong((long) place << SERVICE_BITS | hash(service));
    return HexFormat.of().formatHex(crypt(Cipher.ENCRYPT_MODE, keys.getFirst(), block.array()));
  }

  /** The place of the routable instance that {@code value} names; -1 if there is none. */
  int place(String service, Instances all, String value) {
    byte[] sealed = bytes(value);
    for (int i = 0; sealed != null && i < keys.size(); i++) {
      ByteBuffer block = ByteBuffer.wrap(crypt(Cipher.DECRYPT_MODE, keys.get(i), sealed));
      long idHash = block.getLong();
      long rest = block.getLong();
      if ((rest & ((1L << SERVICE_BITS) - 1)) == hash(service)) {
        return place(all, idHash, (int) (rest >>> SERVICE_BITS));
      }
    }
    return -1;
  }

  private static int place(Instances all, long idHash, int first) {
    if (first < all.routable() && all.idHash(first) == idHash) {
      return first;
    }
    for (int i = 0; i < all.routable(); i++) { // others came or went since
      if (all.idHash(i) == idHash) {
        return i;
      }
    }
    return -1;
  }

  private static byte @Nullable [] bytes(String value) {
    if (value.length() != 2 * BLOCK) {
      return null;
    }
    try {
      return HexFormat.of().parseHex(value);
    } catch (IllegalArgumentException e) {
      return null; // somebody else's cookie of the same name
    }
  }

  private static long hash(String service) {
    return ByteBuffer.wrap(sha256(service)).getLong() >>> (Long.SIZE - SERVICE_BITS);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }

  private static byte[] crypt(int mode, SecretKey key, byte[] block) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(mode, key, FIXED);
      return cipher.doFinal(block);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES is part of every JDK", e);
    }
  }
}
