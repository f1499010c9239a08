package dev.fairlead.watchdog.process;

import dev.fairlead.watchdog.ledger.NodePhase;
import dev.fairlead.watchdog.ledger.NodeReader;
import dev.fairlead.watchdog.ledger.Vitals;
import dev.fairlead.watchdog.pulse.Examination;
import dev.fairlead.watchdog.pulse.Facts;
import dev.fairlead.watchdog.pulse.NodeFacts;
import dev.fairlead.watchdog.pulse.Prober;
import dev.fairlead.watchdog.pulse.Pulse;
import dev.fairlead.watchdog.verdict.Limits;
import dev.fairlead.watchdog.verdict.Verdict;
import dev.fairlead.watchdog.verdict.Watch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The watch over one owner, on a thread of its own, from the order to own to the verdict.
 *
 * <pre>
 *   begin ──► ping every interval ──► a verdict that replaces it | end
 * </pre>
 *
 * <p>Thread-safe.
 */
public final class Life {
  /** Pulses kept for the evidence. */
  private static final int MAX_PULSES = 50;

  private final NodeProcess node;
  private final Hello hello;
  private final Judge judge;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Deque<Pulse> pulses = new ArrayDeque<>(); // the watch's thread only

  /** Written by the watch's thread after each pulse, read by whoever reports. */
  private volatile View view = new View("starting", 0, 0, 0, System.nanoTime());

  /** Set by whoever heard it, taken by the watch's thread at its next look. */
  private volatile boolean said;

  private Life(NodeProcess node, Hello hello, Judge judge) {
    this.node = node;
    this.hello = hello;
    this.judge = judge;
  }

  /** Who hears of verdicts, on the watch's thread. */
  public interface Judge {
    /** Half of the node's time has passed without a good answer; once for each such time. */
    void doubted(int id);

    /** The verdict has another word than before; it is the last if it replaces the node. */
    void judged(int id, Report report);

    /** The watch itself broke: nobody watches the node now. */
    void broke(int id, RuntimeException why);
  }

  /**
   * A verdict and what led to it. Immutable.
   *
   * @param verdict it
   * @param atNanos when it was found
   * @param lastGoodNanos when the last good answer came; when the watch began if none did
   * @param pulses the last ones, oldest first, one line each
   */
  public record Report(Verdict verdict, long atNanos, long lastGoodNanos, List<String> pulses) {
    /** Copies the list. */
    public Report {
      pulses = List.copyOf(pulses);
    }
  }

  /**
   * How the watch goes. Immutable.
   *
   * @param word of the verdict
   * @param deadlineNanos that holds now
   * @param probes so far
   * @param driftNanos by which the watch itself was late at its last pulse
   * @param lastGoodNanos when the last good answer came; when the watch began if none did
   */
  public record View(
      String word, long deadlineNanos, long probes, long driftNanos, long lastGoodNanos) {}

  /** Begins to watch. */
  public static Life begin(NodeProcess node, Hello hello, Judge judge) {
    Life life = new Life(node, hello, judge);
    life.said = node.orphan();
    Thread.ofPlatform().daemon().name("watch-" + node.pid()).start(life::run);
    return life;
  }

  /**
   * The node says that it is whole: as good as an answer to a ping, so that from now on the
   * deadline holds and not the patience of a start.
   */
  public void saysItWorks() {
    said = true;
  }

  /** Watches no more; a verdict that is found at this moment may still come. */
  public void end() {
    ended.countDown();
  }

  /** What there is to say about a process that ended under it, as far as is known so far. */
  public Report ended(Verdict verdict) {
    return new Report(verdict, System.nanoTime(), view.lastGoodNanos(), List.of());
  }

  /** How it goes. */
  public View view() {
    return view;
  }

  private void run() {
    try (Prober prober = new Prober(hello.control(), node.pid())) {
      watch(prober);
    } catch (InterruptedException nobodyDoes) {
      throw new AssertionError("the thread is this object's own", nobodyDoes);
    } catch (RuntimeException broken) {
      judge.broke(node.id(), broken);
    }
  }

  private void watch(Prober prober) throws InterruptedException {
    Examination examination =
        node.orphan() ? Examination.ofOrphan(node.pid()) : Examination.ofChild(node.pid());
    Watch watch = Watch.starting(Limits.of(hello.deadline()), view.lastGoodNanos());
    Duration pause = Duration.ZERO;
    boolean doubted = false;
    while (!watch.verdict().replace() && !ended.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
      long tick = System.nanoTime();
      Duration step = watch.pause(tick, hello.interval());
      Pulse pulse = prober.take(pause, step);
      remember(pulse);
      String before = watch.verdict().word();
      if (said && !watch.served()) {
        watch = watch.after(new Pulse.Pong(pulse.atNanos(), 0, 0, 0), Facts.UNKNOWN);
      }
      Facts facts = examination.after(pulse, this::facts);
      watch = watch.after(pulse, facts);
      show(watch, pulse);
      boolean doubtedBefore = doubted;
      doubted = watch.doubtful(pulse, facts);
      if (doubted && !doubtedBefore) {
        judge.doubted(node.id());
      }
      if (!watch.verdict().word().equals(before) && ended.getCount() > 0) {
        judge.judged(node.id(), report(watch.verdict()));
      }
      pause = Duration.ofNanos(Math.max(0, tick + step.toNanos() - System.nanoTime()));
    }
  }

  private void show(Watch watch, Pulse pulse) {
    view =
        new View(
            watch.verdict().word(),
            watch.deadline(pulse.atNanos()).toNanos(),
            view.probes() + 1,
            pulse.driftNanos(),
            pulse instanceof Pulse.Pong ? pulse.atNanos() : view.lastGoodNanos());
  }

  private NodeFacts facts() {
    NodeReader reader = node.ledger().nodeReader();
    NodePhase phase = reader.stage().phase();
    Vitals vitals = reader.vitals();
    String word = phase == NodePhase.UNKNOWN ? "" : phase.name().toLowerCase(Locale.ROOT);
    return new NodeFacts(word, vitals.collectionMillis(), vitals.driftNanos(), vitals.debugged());
  }

  private void remember(Pulse pulse) {
    if (pulses.size() == MAX_PULSES) {
      pulses.removeFirst();
    }
    pulses.addLast(pulse);
  }

  private Report report(Verdict verdict) {
    long now = System.nanoTime();
    List<String> lines = new ArrayList<>();
    pulses.forEach(
        pulse -> lines.add("%6d  %s".formatted((now - pulse.atNanos()) / 1_000_000, pulse.text())));
    return new Report(verdict, now, view.lastGoodNanos(), lines);
  }
}
