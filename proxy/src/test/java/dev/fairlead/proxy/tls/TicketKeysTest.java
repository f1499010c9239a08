package dev.fairlead.proxy.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TicketKeysTest {
  private static byte[] secret(int fill) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) fill);
    return secret;
  }

  private static List<String> keys(long period, int... secrets) {
    TicketKeys keys = new TicketKeys(Arrays.stream(secrets).mapToObj(s -> secret(s)).toList());
    return Arrays.stream(keys.of(period)).map(TicketKeysTest::text).toList();
  }

  private static String text(OpenSslSessionTicketKey key) {
    HexFormat hex = HexFormat.of();
    return hex.formatHex(key.name()) + hex.formatHex(key.hmacKey()) + hex.formatHex(key.aesKey());
  }

  @Test
  void nodesWithOneSecretAgreeWithoutAWord() {
    assertEquals(keys(7, 1), keys(7, 1));
    assertTrue(disjoint(keys(7, 1), keys(7, 2)));
  }

  @Test
  void clocksAndTicketsMayBeOnePeriodApartAndNotTwo() {
    String seals = keys(7, 1).getFirst();
    assertTrue(keys(6, 1).contains(seals));
    assertTrue(keys(8, 1).contains(seals));
    assertFalse(keys(5, 1).contains(seals));
    assertFalse(keys(9, 1).contains(seals));
  }

  @Test
  void whileTheSecretChangesBothOpenAndTheFirstSeals() {
    assertEquals(keys(7, 1).getFirst(), keys(7, 1, 2).getFirst());
    assertTrue(keys(7, 1, 2).containsAll(keys(7, 2)));
    assertTrue(keys(7, 2, 1).containsAll(keys(7, 1)));
  }

  @Test
  void aPeriodIsHalfADayAlsoBefore1970() {
    Instant noon = Instant.parse("2031-05-04T12:00:00Z");
    long period = TicketKeys.period(noon);
    assertEquals(period, TicketKeys.period(noon.plus(Duration.ofHours(12)).minusMillis(1)));
    assertEquals(period + 1, TicketKeys.period(noon.plus(Duration.ofHours(12))));
    assertEquals(-1, TicketKeys.period(Instant.EPOCH.minusMillis(1)));
  }

  @Test
  void aProcessOnItsOwnSharesNothing() {
    Set<String> one = texts(TicketKeys.ofThisProcess());
    Set<String> other = texts(TicketKeys.ofThisProcess());
    assertEquals(3, one.size());
    assertTrue(disjoint(List.copyOf(one), List.copyOf(other)));
  }

  private static Set<String> texts(TicketKeys keys) {
    Set<String> texts = new HashSet<>();
    for (OpenSslSessionTicketKey key : keys.of(7)) {
      texts.add(text(key));
    }
    return texts;
  }

  private static boolean disjoint(List<String> some, List<String> others) {
    return some.stream().noneMatch(others::contains);
  }
}
