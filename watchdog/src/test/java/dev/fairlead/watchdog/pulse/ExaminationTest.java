package dev.fairlead.watchdog.pulse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.proc.ProcessState;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real processes examined while they hang, are stopped, collect garbage, or end. */
final class ExaminationTest {
  private static final long GENEROUS_NANOS = 30_000_000_000L; // 30 s

  private Process process;

  /** A process that fills its heap and collects it over and over, or only waits. */
  public static final class Child {
    private Child() {}

    /** Collects when told to. */
    public static void main(String[] arguments) throws IOException {
      byte[][] kept = new byte[2_000][];
      for (int i = 0; i < kept.length; i++) {
        kept[i] = new byte[20_000];
      }
      System.out.println("up");
      while (arguments[0].equals("collect")) {
        System.gc();
      }
      int end = System.in.read();
      System.out.println(kept.length + end);
    }
  }

  @AfterEach
  void end() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Test
  void goodAnswerNeedsNoExamination() throws IOException {
    start("wait");
    AtomicInteger asked = new AtomicInteger();
    Facts facts =
        Examination.ofChild(process.pid())
            .after(
                new Pulse.Pong(0, 0, 1, 1),
                () -> {
                  asked.incrementAndGet();
                  return NodeFacts.UNKNOWN;
                });
    assertSame(Facts.UNKNOWN, facts);
    assertEquals(0, asked.get());
  }

  @Test
  void processThatOnlyWaitsHasNoExcuse() throws IOException {
    start("wait");
    Examination examination = Examination.ofChild(process.pid());
    await(examination, facts -> !facts.text().startsWith("state S, of 0 ms "));
    Facts facts = look(examination);
    assertEquals(ProcessState.ALIVE, facts.process());
    assertFalse(facts.excused(Excuse.PAUSED), facts.text());
  }

  @Test
  void virtualMachineThatCollectsIsPaused() throws IOException {
    start("collect");
    Examination examination = Examination.ofChild(process.pid());
    await(examination, facts -> facts.excused(Excuse.PAUSED));
  }

  @Test
  void stoppedProcessIsSeen() throws Exception {
    start("wait");
    Examination examination = Examination.ofChild(process.pid());
    signal("STOP");
    await(examination, facts -> facts.process() == ProcessState.STOPPED);
    signal("CONT");
    await(examination, facts -> facts.process() == ProcessState.ALIVE);
  }

  @Test
  void endIsSeenOfAnotherProcessesChildOnly() throws Exception {
    start("wait");
    Examination child = Examination.ofChild(process.pid());
    Examination orphan = Examination.ofOrphan(process.pid());
    assertEquals(ProcessState.ALIVE, look(orphan).process());
    process.destroyForcibly().waitFor();
    await(orphan, facts -> facts.process() == ProcessState.GONE);
    assertEquals(ProcessState.ENDING, look(child).process()); // its end is told elsewhere
  }

  @Test
  void nodeStartedForADebuggerSaysSo() throws IOException {
    start("wait");
    NodeFacts debugged = new NodeFacts("serving", 0, 0, true);
    Facts facts = Examination.ofChild(process.pid()).after(silence(), () -> debugged);
    assertEquals("it was started for a debugger", facts.debugger());
    assertEquals("serving", facts.phase());
  }

  private void start(String how) throws IOException {
    process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseParallelGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                how)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertEquals('u', process.getInputStream().read());
  }

  private void signal(String name) throws Exception {
    String[] kill = {"/bin/kill", "-" + name, Long.toString(process.pid())};
    assertEquals(0, new ProcessBuilder(kill).start().waitFor());
  }

  private static void await(Examination examination, Predicate<Facts> wanted) {
    long end = System.nanoTime() + GENEROUS_NANOS;
    Facts facts = look(examination);
    while (!wanted.test(facts)) {
      assertTrue(System.nanoTime() - end < 0, facts.toString());
      LockSupport.parkNanos(20_000_000);
      facts = look(examination);
    }
  }

  private static Facts look(Examination examination) {
    return examination.after(silence(), () -> NodeFacts.UNKNOWN);
  }

  private static Pulse silence() {
    return new Pulse.Silence(System.nanoTime(), 0, 0);
  }
}
