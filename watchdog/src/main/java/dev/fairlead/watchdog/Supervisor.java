package dev.fairlead.watchdog;

import dev.fairlead.watchdog.action.BackOff;
import dev.fairlead.watchdog.action.Ending;
import dev.fairlead.watchdog.action.NodeProcess;
import dev.fairlead.watchdog.verdict.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a node running: starts it, watches it, replaces it when it hangs or dies.
 *
 * <pre>
 *            ┌────────────── back-off ◄──────────────┐
 *            ▼                                       │
 *   start ─► watch ─► stuck | silent ─► evidence ─► end the process
 *              │  └─► gone ───────────► evidence ────┘
 *              └────► exit 0, told to stop, or a first start that cannot succeed ─► exit code
 * </pre>
 *
 * <p>{@link #run} belongs to one thread; {@link #stop} may be called from any.
 */
final class Supervisor {
  /** Exit codes from here on tell of a signal: 128 and its number. */
  private static final int KILLED = 128;

  /** A signal to the whole group, Ctrl-C for one, may end the node before it is noticed here. */
  private static final Duration SIGNAL_SPREAD = Duration.ofMillis(250);

  private final List<String> command;
  private final Journal journal;
  private final PrintStream out;
  private final PrintStream err;
  private final CompletableFuture<Void> stopping = new CompletableFuture<>();

  private BackOff backOff = BackOff.NONE;
  private boolean everServed;

  /** The life that ended last; null in the first. */
  private @Nullable Life previous;

  Supervisor(List<String> command, Journal journal, PrintStream out, PrintStream err) {
    this.command = List.copyOf(command);
    this.journal = journal;
    this.out = out;
    this.err = err;
  }

  /**
   * Supervises until the node needs no supervision any more; the exit code.
   *
   * @throws IOException when not even the first process can be started
   */
  int run() throws InterruptedException, IOException {
    while (true) {
      Life life = new Life(start());
      Verdict verdict = life.watch(stopping, () -> serving(life));
      if (stoppedWithin(bySignal(verdict) ? SIGNAL_SPREAD : Duration.ZERO)) {
        return endLast(life);
      }
      if (verdict instanceof Verdict.Gone(int code) && isLast(life, code)) {
        life.process().awaitOutput(Life.LAST_OUTPUT);
        return code;
      }
      backOff = backOff.after(life.served());
      new Replacement(journal, life, verdict).carryOut(backOff);
      previous = life.hasServed() || previous == null ? life : previous;
      if (stoppedWithin(backOff.pause())) {
        return 0;
      }
    }
  }

  /** Starts a process; while the system has none to give, tries again with back-off. */
  private NodeProcess start() throws IOException, InterruptedException {
    while (true) {
      try {
        return NodeProcess.start(command, out, err);
      } catch (IOException refused) {
        if (previous == null) {
          throw refused;
        }
        backOff = backOff.after(Duration.ZERO);
        journal.error("cannot start a node, trying again: " + refused.getMessage());
        if (stoppedWithin(backOff.pause())) {
          throw refused;
        }
      }
    }
  }

  /** Ends the node and then {@link #run}. Returns at once. */
  void stop() {
    stopping.complete(null);
  }

  /** Waits for {@link #stop}; true when it was called within the limit. */
  private boolean stoppedWithin(Duration limit) throws InterruptedException {
    try {
      stopping.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | ExecutionException notStopped) {
      return false;
    }
  }

  /** Whether SIGINT or SIGTERM ended the node. */
  private static boolean bySignal(Verdict verdict) {
    return verdict instanceof Verdict.Gone(int code) && (code == 130 || code == 143);
  }

  /** Whether an exit ends the supervision too. */
  private boolean isLast(Life life, int code) {
    if (code == 0) {
      journal.info("node " + life.process().pid() + " ended as it was asked to");
      return true;
    }
    boolean firstStartFailed = !everServed && code < KILLED;
    if (firstStartFailed) {
      journal.error("node did not start: exit code " + code + "; its message is above");
    }
    return firstStartFailed;
  }

  private int endLast(Life life) throws InterruptedException {
    journal.info("stopping node " + life.process().pid());
    if (!Ending.end(life.process(), Ending.STOP_GRACE)) {
      journal.error("node " + life.process().pid() + " cannot be ended, even by SIGKILL");
      return 1;
    }
    life.process().awaitOutput(Life.LAST_OUTPUT);
    return 0;
  }

  private void serving(Life life) {
    everServed = true;
    long pid = life.process().pid();
    Duration start = Duration.ofNanos(life.lastGoodNanos() - life.startNanos());
    Life before = previous;
    if (before == null) {
      journal.info("node %d serves, %d ms after its start".formatted(pid, start.toMillis()));
    } else {
      Duration gap = Duration.ofNanos(life.lastGoodNanos() - before.lastGoodNanos());
      journal.info(
          "node %d serves again, %d ms after its start; %d ms without a good answer"
              .formatted(pid, start.toMillis(), gap.toMillis()));
    }
  }
}
