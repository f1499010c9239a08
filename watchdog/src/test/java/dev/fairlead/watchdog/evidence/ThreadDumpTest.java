package dev.fairlead.watchdog.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ThreadDumpTest {
  /** As HotSpot 25 writes it, shortened. */
  static final String SAMPLE =
      """
      Full thread dump OpenJDK 64-Bit Server VM (25.0.3+9-LTS mixed mode, sharing):

      "loop-0" #31 [77] prio=10 os_prio=0 cpu=1.79ms elapsed=9.38s tid=0x00007f nid=77 waiting on condition  [0x0]
         java.lang.Thread.State: WAITING (parking)
      \tat jdk.internal.misc.Unsafe.park(java.base@25.0.3/Native Method)
      \t- parking to wait for  <0x00000000c0fee000> (a dev.fairlead.Blocker)
      \tat java.util.concurrent.locks.LockSupport.park(java.base@25.0.3/LockSupport.java:221)
      \tat dev.fairlead.proxy.Proxy.lambda$hangLoop$0(Proxy.java:229)
      \tat io.netty.util.concurrent.AbstractEventExecutor.runTask(AbstractEventExecutor.java:148)

         Locked ownable synchronizers:
      \t- None

      "holder" #22 [27408] prio=5 os_prio=0 cpu=0.25ms elapsed=2.16s tid=0x00007f nid=27408 waiting on condition  [0x0]
         java.lang.Thread.State: WAITING (parking)
      \tat jdk.internal.misc.Unsafe.park(java.base@25.0.3/Native Method)
      \t- parking to wait for  <0x00000000c0fee001> (a java.util.concurrent.locks.ReentrantLock$NonfairSync)
      \tat dev.fairlead.Some.work(Some.java:1)
      \t- locked <0x00000000c0fee002> (a java.lang.Object)

         Locked ownable synchronizers:
      \t- None

      "other" #23 [27409] prio=5 os_prio=0 cpu=0.08ms elapsed=2.15s tid=0x00007f nid=27409 runnable  [0x0]
         java.lang.Thread.State: RUNNABLE
      \tat java.net.Socket.read(java.base@25.0.3/Socket.java:1)

         Locked ownable synchronizers:
      \t- <0x00000000c0fee001> (a java.util.concurrent.locks.ReentrantLock$NonfairSync)

      "fairlead-writer" #24 [27410] prio=5 os_prio=0 cpu=0.20ms elapsed=2.15s tid=0x00007f nid=27410 waiting for monitor entry  [0x0]
         java.lang.Thread.State: BLOCKED (on object monitor)
      \tat dev.fairlead.gossip.replica.Writer.run(Writer.java:9)

      "ForkJoinPool-1-worker-1" #27 [27412] daemon prio=5 os_prio=0 cpu=401.47ms elapsed=2.13s tid=0x00007f  [0x0]
         Carrying virtual thread #26
      \tat jdk.internal.vm.Continuation.run(java.base@25.0.3/Continuation.java:251)
         Mounted virtual thread #26
      \tat dev.fairlead.Busy.spin(Busy.java:8)
      \tat java.lang.VirtualThread.run(java.base@25.0.3/VirtualThread.java:460)

      "VM Thread" os_prio=0 cpu=3.21ms elapsed=2.35s tid=0x00007f nid=27397 runnable
      """;

  private final ThreadDump dump = ThreadDump.parse(SAMPLE.lines().toList());

  @Test
  void everyThreadIsFoundByItsName() {
    assertEquals(
        List.of(
            "loop-0", "holder", "other", "fairlead-writer", "ForkJoinPool-1-worker-1", "VM Thread"),
        dump.stacks().stream().map(ThreadDump.Stack::name).toList());
  }

  @Test
  void framesComeWithoutModules() {
    assertEquals(
        "jdk.internal.misc.Unsafe.park(Native Method)",
        dump.named("loop-0").orElseThrow().frames().getFirst());
    assertEquals(
        List.of("dev.fairlead.proxy.Proxy.lambda$hangLoop$0(Proxy.java:229)"),
        dump.named("loop-0").orElseThrow().ownFrames());
  }

  @Test
  void aThreadThatWaitsNamesWhoHasIt() {
    assertEquals(
        "a java.util.concurrent.locks.ReentrantLock$NonfairSync that thread other has",
        dump.waitOf(dump.named("holder").orElseThrow()));
    assertEquals("a dev.fairlead.Blocker", dump.waitOf(dump.named("loop-0").orElseThrow()));
    assertEquals("a monitor", dump.waitOf(dump.named("fairlead-writer").orElseThrow()));
    assertEquals("", dump.waitOf(dump.named("other").orElseThrow()));
  }

  @Test
  void aCarriersVirtualThreadIsSeen() {
    assertEquals(
        List.of("dev.fairlead.Busy.spin(Busy.java:8)"),
        dump.named("ForkJoinPool-1-worker-1").orElseThrow().ownFrames());
  }

  @Test
  void aDeadlockIsSeenAndItsThreadsAreNotTwice() {
    String found =
        "\nFound one Java-level deadlock:\n=====\n\"a\":\n  waiting\n\"loop-0\":\n\tat x.Y.z(Y:1)\n";
    ThreadDump locked = ThreadDump.parse((SAMPLE + found).lines().toList());
    assertEquals(List.of("Found one Java-level deadlock:"), locked.deadlocks());
    assertEquals(dump.stacks(), locked.stacks());
  }

  @Test
  void garbageIsNoDump() {
    assertTrue(ThreadDump.parse(List.of("\"", "- ", "\tat ", "Found", "\"x")).stacks().size() <= 1);
  }
}
