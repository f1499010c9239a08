package dev.fairlead.proxy.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.proxy.connect.LinkPulse.Verdict;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a connection to another node is pinged, and given up. */
final class LinkPulseTest {
  private static final long IDLE = TimeUnit.MINUTES.toNanos(5);

  private long now = TimeUnit.DAYS.toNanos(300);
  private final LinkPulse pulse = new LinkPulse(IDLE, now);

  @BeforeEach
  void itIsMeasuredAtOnce() {
    assertEquals(Verdict.PING, pulse.look(now, 0));
    assertEquals(0, pulse.answered(now));
  }

  /** Looks as often as it should for that long; the first verdict that is not to do nothing. */
  private Verdict next(long seconds, int streams) {
    long end = now + TimeUnit.SECONDS.toNanos(seconds);
    while (now < end) {
      now += LinkPulse.LOOK_NANOS;
      Verdict verdict = pulse.look(now, streams);
      if (verdict != Verdict.NOTHING) {
        return verdict;
      }
    }
    return Verdict.NOTHING;
  }

  private void later(long nanos) {
    now += nanos;
  }

  @Test
  void silenceWithStreamsIsAskedAboutSoon() {
    long before = now;
    assertEquals(Verdict.PING, next(60, 1));
    assertEquals(LinkPulse.QUIET_NANOS, now - before);
  }

  @Test
  void withoutStreamsItIsAskedAtThePace() {
    long before = now;
    assertEquals(Verdict.PING, next(60, 0));
    assertEquals(LinkPulse.PACE_NANOS, now - before);
  }

  @Test
  void trafficAloneIsMeasuredAtThePace() {
    int pings = 0;
    for (int i = 0; i < 40; i++) { // 20 s
      later(LinkPulse.LOOK_NANOS);
      pulse.heard(now);
      if (pulse.look(now, 3) == Verdict.PING) {
        pings++;
        assertEquals(0, pulse.answered(now));
      }
    }
    assertEquals(4, pings);
  }

  @Test
  void silenceAfterThePingIsDeath() {
    assertEquals(Verdict.PING, next(60, 1));
    long asked = now;
    assertEquals(Verdict.DEAD, next(60, 1));
    assertEquals(LinkPulse.DEAD_NANOS, now - asked);
  }

  @Test
  void whateverArrivesShowsThatItLives() {
    assertEquals(Verdict.PING, next(60, 1));
    for (int i = 0; i < 100; i++) { // the answer waits behind much else
      later(LinkPulse.LOOK_NANOS);
      pulse.heard(now);
      assertEquals(Verdict.NOTHING, pulse.look(now, 1));
    }
    assertEquals(Verdict.DEAD, next(60, 1));
  }

  @Test
  void theAnswerTellsHowLongTheWayIs() {
    assertEquals(Verdict.PING, next(60, 1));
    later(1234);
    assertEquals(1234, pulse.answered(now));
    assertEquals(-1, pulse.answered(now), "there was one ping");
    assertEquals(Verdict.NOTHING, pulse.look(now, 1));
  }

  @Test
  void whoStoodStillHimselfBeginsAnew() {
    assertEquals(Verdict.PING, next(60, 1));
    later(TimeUnit.SECONDS.toNanos(30));
    assertEquals(Verdict.NOTHING, pulse.look(now, 1));
    later(LinkPulse.LOOK_NANOS);
    assertEquals(Verdict.NOTHING, pulse.look(now, 1));
    assertEquals(Verdict.DEAD, next(60, 1));
  }

  @Test
  void withoutStreamsItEndsInTime() {
    long before = now;
    while (true) {
      Verdict verdict = next(60, 0);
      if (verdict == Verdict.IDLE) {
        break;
      }
      assertEquals(Verdict.PING, verdict);
      assertEquals(0, pulse.answered(now));
    }
    assertEquals(IDLE, now - before);
  }
}
