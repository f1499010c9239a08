package dev.fairlead.watchdog.process;

import dev.fairlead.watchdog.proc.ProcFolder;
import dev.fairlead.watchdog.proc.ProcStat;
import dev.fairlead.watchdog.proc.ProcessState;
import dev.fairlead.watchdog.verdict.Verdict;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How the end of a process is noticed. Used by one thread. */
sealed interface Ending {
  /** Whether it came within the limit. */
  boolean within(Duration limit) throws InterruptedException;

  /** The exit code of a process that has ended. */
  int code();

  /** Of a child: the kernel tells. */
  record OfChild(Process process) implements Ending {
    @Override
    public boolean within(Duration limit) throws InterruptedException {
      return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int code() {
      return process.exitValue();
    }
  }

  /**
   * Of somebody else's child: one has to look, which is done only when its link says that it is
   * over.
   */
  record OfOrphan(long pid, long startTicks) implements Ending {
    private static final long LOOK_NANOS = 2_000_000; // 2 ms

    @Override
    public boolean within(Duration limit) {
      long begin = System.nanoTime();
      while (!ended()) {
        if (System.nanoTime() - begin >= limit.toNanos()) {
          return false;
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
      return true;
    }

    @Override
    public int code() {
      return Verdict.Gone.UNSEEN;
    }

    private boolean ended() {
      ProcStat now = ProcFolder.ofProcess(pid).stat();
      return now.state() == ProcessState.GONE || now.startTicks() != startTicks;
    }
  }
}
