package dev.fairlead.proxy.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.observe.Refusal;
import dev.fairlead.proxy.observe.Traffic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often it is told, what is one source, how many connections fit. */
final class RefusalsTest {
  @Test
  void theFirstIsToldAtOnceAndTheOthersOnceAMinuteWithTheirNumber() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    List<String> lines = new ArrayList<>();
    Traffic traffic = new Traffic(new SimpleMeterRegistry());
    Refusals refusals = new Refusals(traffic, now::get, lines::add);
    for (int second = 0; second < 130; second++) {
      for (int i = 0; i < 10; i++) {
        refusals.refused(Refusal.SOURCE_FULL, "web", "192.0.2." + i, "2000 from this source");
      }
      now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    }
    assertEquals(3, lines.size(), lines.toString());
    assertEquals(
        "refused 1 connections since the last such line; the last at listener web from 192.0.2.0,"
            + " source_full: 2000 from this source",
        lines.get(0));
    assertTrue(lines.get(1).startsWith("refused 600 connections"), lines.get(1));
    assertEquals(1_300, traffic.status().connectionsRefused());
  }

  @Test
  void aSourceIsForgottenWithItsLastConnection() {
    Sources sources = new Sources(2);
    InetAddress one = InetAddress.ofLiteral("192.0.2.1");
    InetAddress six = InetAddress.ofLiteral("2001:db8::1");
    assertTrue(sources.take(one) && sources.take(one) && !sources.take(one));
    assertTrue(sources.take(six) && sources.take(InetAddress.ofLiteral("2001:db8::ffff:1")));
    assertTrue(!sources.take(InetAddress.ofLiteral("2001:db8::2")));
    assertTrue(sources.take(InetAddress.ofLiteral("2001:db8:0:1::1")));
    assertTrue(sources.take(InetAddress.ofLiteral("::c000:201"))); // not 192.0.2.1
    assertEquals(4, sources.size());
    sources.free(one);
    assertTrue(sources.take(one));
    for (String address :
        List.of("192.0.2.1", "192.0.2.1", "2001:db8::8", "2001:db8::9", "2001:db8:0:1::2", "::1")) {
      sources.free(InetAddress.ofLiteral(address));
    }
    assertEquals(0, sources.size());
  }

  @ParameterizedTest
  @CsvSource({"1024, 256", "4096, 1548", "65536, 32268", "1048576, 100000", "-1, 256"})
  void aNodeHasAsManyConnectionsAsItHasFilesFor(long files, int connections) {
    assertEquals(connections, OpenFiles.fitting(files));
  }
}
