package dev.fairlead.watchdog.pulse;

import static dev.fairlead.watchdog.pulse.SimulatedHost.MS;

import dev.fairlead.watchdog.proc.ProcessState;
import dev.fairlead.watchdog.pulse.SimulatedHost.Kind;
import dev.fairlead.watchdog.verdict.Limits;
import dev.fairlead.watchdog.verdict.Watch;
import java.time.Duration;
import java.util.Random;

/**
 * Watches a simulated node the way the watchdog does, tick by tick, with no time passing.
 *
 * <p>Confined to one thread.
 */
final class SimulatedWatch {
  static final Duration INTERVAL = Duration.ofMillis(100);
  static final Duration DEADLINE = Duration.ofMillis(500);

  /** How a node hangs from a moment on. */
  enum Hang {
    /** No answer any more. */
    SILENT,
    /** It says itself that a part does not move. */
    STUCK,
    /** The process is stopped. */
    STOPPED
  }

  private final SimulatedHost host;
  private final Random random;
  private final Hang hang;
  private final long hangsAt;
  private boolean blind;

  private Watch watch = Watch.starting(Limits.of(DEADLINE), 0);
  private Sample first;
  private long now;
  private long meantToWake;
  private boolean asked;
  private long askedAt;
  private long answeredAt;
  private long lastGood;
  private int pulses;

  /** Of a node that hangs at some time. */
  SimulatedWatch(SimulatedHost host, Random random, Hang hang, long hangsAt) {
    this.host = host;
    this.random = random;
    this.hang = hang;
    this.hangsAt = hangsAt;
  }

  /** From now on nothing is known beside the answers. */
  void blindfold() {
    blind = true;
  }

  Watch watch() {
    return watch;
  }

  long now() {
    return now;
  }

  /** When the last good answer came. */
  long lastGood() {
    return lastGood;
  }

  int pulses() {
    return pulses;
  }

  /** One tick: pulse, facts, verdict, rest. */
  void tick() {
    long start = now;
    Duration step = watch.pause(now, INTERVAL);
    Pulse pulse = take(step.toNanos());
    pulses++;
    watch = watch.after(pulse, facts(pulse));
    lastGood = pulse instanceof Pulse.Pong ? pulse.atNanos() : lastGood;
    meantToWake = Math.max(now, start + step.toNanos());
    now = host.wakes(meantToWake);
  }

  private Pulse take(long limit) {
    long start = now;
    long late = start - meantToWake;
    if (!asked) {
      asked = true;
      askedAt = start;
      answeredAt = answer(start);
    }
    long planned = Math.min(Math.max(answeredAt, start), start + limit);
    now = host.wakes(planned);
    long drift = late + Math.max(0, now - start - limit);
    if (answeredAt > now) {
      return new Pulse.Silence(now, drift, now - askedAt);
    }
    asked = false;
    if (hangs(now) || host.is(Kind.SLOW_DISK, answeredAt)) {
      String part = hangs(now) ? "loops" : "writer";
      return new Pulse.Stuck(now, drift, part, "loop-1-1");
    }
    return new Pulse.Pong(now, drift, 1, now - askedAt);
  }

  /** When a ping sent now is answered; never by some nodes that hang. */
  private long answer(long sent) {
    boolean loaded = host.is(Kind.LOAD, sent);
    long work = loaded ? random.nextLong(50 * MS, 350 * MS) : random.nextLong(MS / 10, 20 * MS);
    long stuckFor = 200 * MS; // what a ping waits for a part that does not answer
    long done = host.done(sent, host.is(Kind.SLOW_DISK, sent) ? stuckFor : work);
    if (!hangs(done)) {
      return done;
    }
    return hang == Hang.STUCK ? host.done(Math.max(sent, hangsAt), stuckFor) : Long.MAX_VALUE;
  }

  private boolean hangs(long when) {
    return when >= hangsAt;
  }

  private Facts facts(Pulse pulse) {
    if (pulse instanceof Pulse.Pong || blind) {
      first = null;
      return Facts.UNKNOWN;
    }
    Sample sample = host.sample(now);
    first = first == null || pulse.distrusted() ? sample : first;
    boolean stopped = hang == Hang.STOPPED && hangs(now);
    return new Facts(
        stopped ? ProcessState.STOPPED : ProcessState.ALIVE,
        host.is(Kind.DEBUGGER, now) ? "gdb" : "",
        Shares.between(first, sample, pulse).excuses(),
        "serving",
        "");
  }
}
