package dev.fairlead.watchdog;

import dev.fairlead.watchdog.action.Announcement;
import dev.fairlead.watchdog.action.NodeProcess;
import dev.fairlead.watchdog.pulse.Examination;
import dev.fairlead.watchdog.pulse.NodeFacts;
import dev.fairlead.watchdog.pulse.Prober;
import dev.fairlead.watchdog.pulse.Pulse;
import dev.fairlead.watchdog.verdict.Limits;
import dev.fairlead.watchdog.verdict.Verdict;
import dev.fairlead.watchdog.verdict.Watch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One process of the node, from its start to the verdict that ends it. Used by one thread.
 *
 * <pre>
 *   start ──first line──► ping every interval ──► replaced | ended | told to stop
 * </pre>
 */
final class Life {
  /** Pulses kept for the evidence. */
  private static final int MAX_PULSES = 50;

  /** How long the output of an ended process is waited for. */
  static final Duration LAST_OUTPUT = Duration.ofSeconds(1);

  private final NodeProcess process;
  private final long startNanos = System.nanoTime();
  private final Deque<Pulse> pulses = new ArrayDeque<>();
  private @Nullable Announcement announcement;
  private String noAnnouncement = "its first line did not come";
  private boolean hasServed;
  private long firstGoodNanos = startNanos;
  private long lastGoodNanos = startNanos;

  Life(NodeProcess process) {
    this.process = process;
  }

  /**
   * Watches until there is a verdict, or until told to stop.
   *
   * @param serving runs after the first good answer
   * @return the verdict; one that does not replace when told to stop
   */
  Verdict watch(CompletableFuture<Void> stopping, Runnable serving) throws InterruptedException {
    Announcement node = awaitAnnouncement(stopping);
    announcement = node;
    if (node == null) {
      return process.alive()
          ? new Verdict.Silent(noAnnouncement, System.nanoTime() - startNanos)
          : new Verdict.Gone(process.exitCode());
    }
    try (Prober prober = new Prober(node.control(), process.pid())) {
      return watch(prober, node, stopping, serving);
    }
  }

  private Verdict watch(
      Prober prober, Announcement node, CompletableFuture<Void> stopping, Runnable serving)
      throws InterruptedException {
    Watch watch = Watch.starting(Limits.of(node.deadline()), startNanos);
    Examination examination = Examination.ofChild(process.pid());
    Duration pause = Duration.ZERO;
    while (!watch.verdict().replace() && !stopping.isDone()) {
      long tick = System.nanoTime();
      Duration step = watch.pause(tick, node.interval());
      Pulse pulse = prober.take(pause, step);
      boolean served = watch.served();
      remember(pulse);
      watch =
          process.alive()
              ? watch.after(pulse, examination.after(pulse, () -> NodeFacts.UNKNOWN))
              : watch.exited(process.exitCode());
      if (watch.served() && !served && process.alive()) {
        hasServed = true;
        firstGoodNanos = lastGoodNanos;
        serving.run();
      }
      pause = Duration.ofNanos(Math.max(0, tick + step.toNanos() - System.nanoTime()));
      if (!watch.verdict().replace() && process.awaitExit(pause)) {
        watch = watch.exited(process.exitCode());
      }
    }
    return watch.verdict();
  }

  NodeProcess process() {
    return process;
  }

  /** What the node said about itself; null before it did. */
  @Nullable Announcement announcement() {
    return announcement;
  }

  /** The last pulses, oldest first. */
  List<Pulse> pulses() {
    return List.copyOf(pulses);
  }

  /** When the last good answer came; the start when there was none. */
  long lastGoodNanos() {
    return lastGoodNanos;
  }

  /** When the process was started. */
  long startNanos() {
    return startNanos;
  }

  /** From the first to the last good answer; zero when there was none. */
  Duration served() {
    return Duration.ofNanos(lastGoodNanos - firstGoodNanos);
  }

  /** Whether there was a good answer. */
  boolean hasServed() {
    return hasServed;
  }

  private void remember(Pulse pulse) {
    if (pulses.size() == MAX_PULSES) {
      pulses.removeFirst();
    }
    pulses.addLast(pulse);
    if (pulse instanceof Pulse.Pong) {
      lastGoodNanos = pulse.atNanos();
    }
  }

  /** Null when the process or the start-up budget ended first, or when told to stop. */
  private @Nullable Announcement awaitAnnouncement(CompletableFuture<Void> stopping)
      throws InterruptedException {
    CompletableFuture<Announcement> line = process.announced();
    try {
      CompletableFuture.anyOf(line, process.ended(), stopping)
          .get(Limits.STARTUP.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException unreadable) {
      noAnnouncement = "its first line is unreadable: " + unreadable.getCause();
      return null;
    } catch (TimeoutException late) {
      return null;
    }
    if (!process.alive()) {
      // A process that ended at once may have left its line in the pipe.
      process.awaitOutput(LAST_OUTPUT);
    }
    return line.isDone() && !line.isCompletedExceptionally() ? line.join() : null;
  }
}
