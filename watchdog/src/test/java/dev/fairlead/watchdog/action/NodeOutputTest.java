package dev.fairlead.watchdog.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What the node writes: passed on, remembered, and read where it is meant for the watchdog. */
final class NodeOutputTest {
  private final RecentLines recent = new RecentLines();

  @Test
  void endlessLineIsPassedOnInPieces() {
    String line = "x".repeat(2 * OutputRelay.MAX_LINE_BYTES + 5);
    String passed = relay(line + "\nnext", text -> false);
    assertEquals(line + "next", passed.replace("\n", ""));
    assertEquals(4, recent.list().size());
  }

  @Test
  void onlyTheLastLinesAreKept() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < RecentLines.MAX_LINES + 10; i++) {
      text.append(i).append('\n');
    }
    relay(text.toString(), line -> false);
    assertEquals(RecentLines.MAX_LINES, recent.list().size());
    assertEquals("10", recent.list().getFirst());
  }

  @Test
  void threadDumpIsTakenOutOfTheLog() throws InterruptedException {
    DumpCapture capture = new DumpCapture();
    capture.arm();
    String text =
        """
        before
        2026-01-01 00:00:00
        Full thread dump OpenJDK 64-Bit Server VM
        "main" #1

        Heap
         used 1K

        after
        """;
    assertEquals("before\nafter\n", relay(text, capture::take));
    List<String> dump = capture.await(Duration.ZERO);
    assertEquals("Full thread dump OpenJDK 64-Bit Server VM", dump.getFirst());
    assertEquals(" used 1K", dump.getLast());
  }

  @Test
  void deadlockAndBlockedThreadsAreNamed() {
    List<String> dump =
        List.of(
            "\"writer\" #7 prio=5",
            "   java.lang.Thread.State: BLOCKED (on object monitor)",
            "\"main\" #1 prio=5",
            "   java.lang.Thread.State: RUNNABLE",
            "Found one Java-level deadlock:");
    assertEquals(
        List.of("Found one Java-level deadlock:", "thread writer is blocked on a monitor"),
        DumpFindings.in(dump));
  }

  @Test
  void firstLineIsReadWhateverItsPathsContain() {
    Announcement node =
        Announcement.parse(
            "supervise control=/a%20b%25/c+d.sock data=/d interval_ms=100 deadline_ms=500 new=1");
    assertEquals(
        new Announcement(
            Path.of("/a b%/c+d.sock"),
            Path.of("/d"),
            Duration.ofMillis(100),
            Duration.ofMillis(500)),
        node);
    assertNull(Announcement.parse("a log line"));
    var lacking =
        assertThrows(
            IllegalArgumentException.class, () -> Announcement.parse("supervise control=/a"));
    assertTrue(lacking.getMessage().endsWith("lacks data"));
  }

  @Test
  void pausesGrowToTheCapAndStartAgainAfterHealth() {
    BackOff backOff = BackOff.NONE;
    long[] expected = {0, 0, 1, 2, 4, 8, 16, 30, 30};
    for (long seconds : expected) {
      backOff = backOff.after(Duration.ofSeconds(59));
      assertEquals(Duration.ofSeconds(seconds), backOff.pause());
    }
    assertEquals(Duration.ZERO, backOff.after(BackOff.FORGIVEN).pause());
  }

  private String relay(String text, Predicate<String> taken) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayInputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    new OutputRelay(in, new PrintStream(out, true, StandardCharsets.UTF_8), recent, taken).run();
    return out.toString(StandardCharsets.UTF_8);
  }
}
