package dev.fairlead.proxy.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The keys of session tickets, each for one period of 12 h: derived from secrets that all nodes of
 * a cluster have, so that every node opens the tickets of every other without a word.
 *
 * <pre>
 *   period          n - 1      n        n + 1
 *   first secret    opens      seals    opens      a clock of another node may be ahead
 *   other secrets   opens      opens    opens      the cluster's key is being changed
 *
 *   key = HKDF-SHA256(secret, "fairlead tls ticket", n): name (16 bytes), HMAC (16), AES-128 (16)
 * </pre>
 *
 * <p>A ticket is good for one to two periods. Pure; immutable.
 */
final class TicketKeys {
  /** How long one key seals. */
  static final Duration PERIOD = Duration.ofHours(12);

  private static final int SECRET_BYTES = 32;

  private static final byte[] PURPOSE = "fairlead tls ticket".getBytes(StandardCharsets.US_ASCII);

  private final List<byte[]> secrets;

  /** Of these secrets, that which seals first; at least one. */
  TicketKeys(List<byte[]> secrets) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("no secret");
    }
    this.secrets = List.copyOf(secrets);
  }

  /** Of a secret nobody else has: no other process opens the tickets. */
  static TicketKeys ofThisProcess() {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return new TicketKeys(List.of(secret));
  }

  /** The period {@code now} lies in. */
  static long period(Instant now) {
    return Math.floorDiv(now.toEpochMilli(), PERIOD.toMillis());
  }

  /** The keys of {@code period}, that which seals first. */
  OpenSslSessionTicketKey[] of(long period) {
    List<OpenSslSessionTicketKey> keys = new ArrayList<>();
    for (byte[] secret : secrets) {
      for (long valid : new long[] {period, period - 1, period + 1}) {
        keys.add(key(secret, valid));
      }
    }
    return keys.toArray(OpenSslSessionTicketKey[]::new);
  }

  private static OpenSslSessionTicketKey key(byte[] secret, long period) {
    byte[] bytes = derive(secret, period);
    int hmac = OpenSslSessionTicketKey.NAME_SIZE;
    int aes = hmac + OpenSslSessionTicketKey.HMAC_KEY_SIZE;
    return new OpenSslSessionTicketKey(
        Arrays.copyOfRange(bytes, 0, hmac),
        Arrays.copyOfRange(bytes, hmac, aes),
        Arrays.copyOfRange(bytes, aes, bytes.length));
  }

  private static byte[] derive(byte[] secret, long period) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.ofExtract()
                  .addIKM(secret)
                  .addSalt(PURPOSE)
                  .thenExpand(
                      ByteBuffer.allocate(Long.BYTES).putLong(0, period).array(),
                      OpenSslSessionTicketKey.TICKET_KEY_SIZE));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HKDF-SHA256 is part of every JDK from 25", e);
    }
  }
}
