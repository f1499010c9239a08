package dev.fairlead.proxy.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PingTest {
  private static final CompletableFuture<String> NEVER = new CompletableFuture<>();

  @Test
  void partsThatWorkGiveAPongWithTheirTimes() {
    String text = answer(works("loops"), works("locks"));
    assertTrue(text.matches("pong \\d+ loops=\\d+ locks=\\d+ pid=\\d+"), text);
  }

  @Test
  void partThatTrafficNeedsMostIsNamedAndTheOthersListed() {
    String text = answer(works("loops"), says("locks", "catalog: held"), silent("writer", "x"));
    assertEquals("stuck locks catalog: held; neither do: writer", text);
  }

  @Test
  void partThatSaysNothingIsExplained() {
    assertEquals("stuck loops loop-0 < parked", answer(silent("loops", "loop-0\n  parked")));
    assertEquals("stuck loops no answer within 200 ms", answer(silent("loops", "")));
  }

  @Test
  void explanationThatHangsIsLeftOut() {
    Probe probe =
        new Probe(
            "loops",
            () -> NEVER,
            () -> {
              NEVER.join();
              return "never said";
            });
    assertEquals("stuck loops no answer within 200 ms", answer(probe));
  }

  @Test
  void partThatFailsToAnswerIsStuck() {
    Probe thrown = new Probe("loops", PingTest::refuse, () -> "");
    assertEquals("stuck loops failed: java.lang.IllegalStateException: closed", answer(thrown));
    CompletableFuture<String> failed = CompletableFuture.failedFuture(new AssertionError("bad"));
    String text = answer(new Probe("loops", () -> failed, () -> ""));
    assertTrue(text.startsWith("stuck loops failed: "), text);
    assertTrue(text.contains("bad"), text);
  }

  @Test
  void partThatHangsIsAskedOnceHoweverManyPing() {
    AtomicInteger asked = new AtomicInteger();
    CompletableFuture<String> hangs = new CompletableFuture<>();
    Probe probe =
        new Probe(
            "writer",
            () -> {
              asked.incrementAndGet();
              return hangs;
            },
            () -> "the disk");
    Ping ping = new Ping(List.of(probe));
    for (int i = 0; i < 3; i++) {
      assertEquals("stuck writer the disk", text(ping));
    }
    assertEquals(1, asked.get());
    hangs.complete("");
    assertTrue(text(ping).startsWith("pong "));
  }

  private static String answer(Probe... probes) {
    return text(new Ping(List.of(probes)));
  }

  private static String text(Ping ping) {
    return assertInstanceOf(Answer.Line.class, ping.run()).text();
  }

  private static Probe works(String part) {
    return says(part, "");
  }

  private static Probe says(String part, String what) {
    return new Probe(part, () -> CompletableFuture.completedFuture(what), () -> "");
  }

  private static Probe silent(String part, String waitsFor) {
    return new Probe(part, () -> NEVER, () -> waitsFor);
  }

  private static CompletableFuture<String> refuse() {
    throw new IllegalStateException("closed");
  }
}
