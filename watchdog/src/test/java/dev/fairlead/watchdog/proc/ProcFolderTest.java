package dev.fairlead.watchdog.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Real processes and threads, while they live and afterwards. */
final class ProcFolderTest {
  private final ProcFolder self = ProcFolder.ofProcess(ProcessHandle.current().pid());

  @Test
  void processThatRunsIsSeen() {
    assertTrue(self.exists());
    assertEquals(ProcessState.ALIVE, self.stat().state());
    assertEquals(ProcessState.ALIVE, self.status().state());
    assertTrue(self.stat().startTicks() > 0);
    assertEquals(self.stat().startTicks(), self.stat().startTicks());
    assertTrue(self.lines("status").stream().anyMatch(line -> line.startsWith("VmRSS")));
  }

  @Test
  void threadIsSeenByItsName() throws InterruptedException {
    CountDownLatch seen = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(1);
    Thread thread =
        Thread.ofPlatform()
            .name("a) R (b")
            .start(() -> {
              running.countDown();
              await(seen);
            });
    running.await();
    ProcFolder task =
        self.tasks(Integer.MAX_VALUE).stream()
            .filter(one -> one.name().equals("a) R (b"))
            .findFirst()
            .orElseThrow();
    ThreadTimes times = task.times(task::name);
    assertNotNull(times);
    assertEquals("a) R (b", times.name());
    assertTrue(times.ranNanos() > 0);
    assertEquals(ProcessState.ALIVE, task.stat().state());
    seen.countDown();
    thread.join();
  }

  @Test
  void noMoreThreadsAreLookedAtThanAskedFor() {
    assertEquals(2, self.tasks(2).size());
  }

  @Test
  void processWhoseEndWasNotWatchedProvesNothing() throws Exception {
    Process child = new ProcessBuilder("cat").start();
    ProcFolder watched = ProcFolder.ofProcess(child.pid());
    assertEquals(ProcessState.ALIVE, watched.status().state());
    end(child);
    ProcFolder late = ProcFolder.ofProcess(child.pid());
    assertEquals(ProcessState.GONE, watched.status().state());
    assertEquals(ProcessState.ALIVE, late.status().state());
    assertEquals('?', late.status().letter());
  }

  @Test
  void ofAProcessThatEndedNothingIsRead() throws Exception {
    Process child = new ProcessBuilder("cat").start();
    end(child);
    ProcFolder folder = ProcFolder.ofProcess(child.pid());
    assertFalse(folder.exists());
    assertEquals(ProcStat.NONE, folder.stat());
    assertEquals(List.of(), folder.tasks(10));
    assertEquals(List.of(), folder.lines("status"));
    assertEquals("", folder.name());
    assertEquals("", folder.waitsIn());
    assertNull(folder.times(() -> "nobody asks"));
  }

  private static void end(Process child) throws IOException, InterruptedException {
    child.getOutputStream().close();
    assertEquals(0, child.waitFor());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
