package dev.fairlead.stress.drill.watchdog;

import dev.fairlead.stress.node.JournalLine;
import dev.fairlead.stress.node.Launch;
import dev.fairlead.stress.node.Place;
import dev.fairlead.stress.node.SupervisedNode;
import dev.fairlead.stress.traffic.Rate;
import dev.fairlead.stress.traffic.ServingNode;
import dev.fairlead.stress.traffic.Traffic;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A healthy node whose host has a bad day: load, garbage, pauses, a slow disk, a clock that jumps,
 * in random order. Nobody may be restarted, and every request answered, however late.
 *
 * <p>Confined to one thread.
 */
public final class QuietDrill {
  private static final int CORES = Runtime.getRuntime().availableProcessors();
  private static final int HOGS_PER_CORE = 4;
  private static final int MOST_JUMP_SECONDS = 600; // ten minutes, forth or back
  private static final long PING_PAUSE_NANOS = 50_000_000; // 50 ms
  private static final Duration PAUSE_BETWEEN = Duration.ofSeconds(1);

  private final Settings settings;
  private final PrintWriter out;
  private final Random random;
  private final List<String> problems = new ArrayList<>();
  private final List<Disturbance> waiting = new ArrayList<>();

  /** The worst ping of this event: raised by the thread that pings, taken by the drill. */
  private final AtomicReference<Double> worstPing = new AtomicReference<>(0.0);

  /** Pings sent before do not count: set by the drill before it clears the worst. */
  private final AtomicLong countedFrom = new AtomicLong(System.nanoTime());

  /** What the thread that pings ends by; set once. */
  private final AtomicBoolean ending = new AtomicBoolean();

  /**
   * How it runs.
   *
   * <p>Immutable.
   *
   * @param folder for everything; exists
   * @param seed of the order and length of the disturbances
   * @param time how long they go on
   * @param most how long one of them lasts at most
   * @param rate the load beside them
   */
  public record Settings(Path folder, long seed, Duration time, Duration most, Rate rate) {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Each as long as it likes, the usual load. */
    public static Settings usual(Path folder, long seed, Duration time) {
      return new Settings(folder, seed, time, MINUTE, Rate.USUAL);
    }
  }

  /** A drill that reports on {@code out}. */
  public QuietDrill(Settings settings, PrintWriter out) {
    this.settings = settings;
    this.out = out;
    this.random = new Random(settings.seed());
  }

  /** Runs it; what went wrong, nothing if all is well. */
  public List<String> run(Launch launch) throws IOException {
    out.println("quiet: seed %d, %s".formatted(settings.seed(), settings.time()));
    @Nullable WallClock clock = WallClock.in(settings.folder()).orElse(null);
    if (clock == null) {
      out.println("no C compiler: the clock does not jump");
    }
    Place place = Place.in(Files.createDirectories(settings.folder().resolve("n")));
    Launch launched = clock == null ? launch : clock.with(launch);
    try (ServingNode serving = ServingNode.start(place, "", launched)) {
      serving.node().awaitSpare();
      disturb(serving, clock);
    }
    return problems;
  }

  private void disturb(ServingNode serving, @Nullable WallClock clock) throws IOException {
    SupervisedNode node = serving.node();
    List<Long> before = node.processes().running();
    long pid = node.pid();
    Calls calls = new Calls();
    Thread pinging = Thread.ofPlatform().daemon().name("pinging").start(() -> ping(node));
    int events = 0;
    try (Traffic _ = serving.load(settings.rate(), calls)) {
      LockSupport.parkNanos(PAUSE_BETWEEN.toNanos()); // until every stream is there
      long end = System.nanoTime() + settings.time().toNanos();
      while (System.nanoTime() - end < 0 && node.pid() == pid) {
        event(node, clock, end);
        events++;
      }
      boolean _ = SupervisedNode.awaitWithin(SupervisedNode.LIMIT, () -> node.ping() >= 0);
    } finally {
      ending.set(true);
      join(pinging);
    }
    judge(node, before, calls);
    out.println("%d events, %d requests".formatted(events, calls.served() + calls.broken()));
  }

  private void event(SupervisedNode node, @Nullable WallClock clock, long end) throws IOException {
    Disturbance what = next(clock != null);
    long seconds =
        Math.min(
            random.nextInt(what.leastSeconds(), what.mostSeconds()), settings.most().toSeconds());
    long left = TimeUnit.NANOSECONDS.toSeconds(end - System.nanoTime());
    Duration time = Duration.ofSeconds(Math.clamp(left, 1, seconds));
    countFromNow();
    String detail = carryOut(what, node, clock, time);
    LockSupport.parkNanos(PAUSE_BETWEEN.toNanos());
    out.println(
        "%-8s %s %s; worst ping %.0f ms"
            .formatted(what.word(), time, detail, worstPing.getAndSet(0.0)));
  }

  /** Each once in random order, then each once again. */
  private Disturbance next(boolean clock) {
    if (waiting.isEmpty()) {
      waiting.addAll(EnumSet.allOf(Disturbance.class));
      waiting.removeIf(what -> what == Disturbance.CLOCK && !clock);
      Collections.shuffle(waiting, random);
    }
    return waiting.removeLast();
  }

  private String carryOut(
      Disturbance what, SupervisedNode node, @Nullable WallClock clock, Duration time)
      throws IOException {
    switch (what) {
      case HOGS -> {
        try (Hogs _ = new Hogs(HOGS_PER_CORE * CORES)) {
          LockSupport.parkNanos(time.toNanos());
        }
      }
      case GARBAGE -> {
        node.tell("debug gc " + time.toSeconds() + "s");
        LockSupport.parkNanos(time.toNanos());
      }
      case PAUSE -> pause(node, time);
      case DISK -> DiskStorm.rage(node.place().data(), System.nanoTime() + time.toNanos());
      case CLOCK -> {
        long offset = random.nextInt(-MOST_JUMP_SECONDS, MOST_JUMP_SECONDS);
        if (clock != null) {
          clock.jump(offset);
        }
        LockSupport.parkNanos(time.toNanos());
        return "to %+d s".formatted(offset);
      }
    }
    return "";
  }

  /** In random order each way: nothing promises who is stopped and who goes on first. */
  private void pause(SupervisedNode node, Duration time) {
    List<Long> all = new ArrayList<>(node.processes().running());
    Collections.shuffle(all, random);
    all.forEach(node.processes()::stop);
    try {
      LockSupport.parkNanos(time.toNanos());
    } finally {
      Collections.shuffle(all, random);
      all.forEach(node.processes()::resume);
      countFromNow(); // a ping that waited for the end of the pause says nothing
    }
  }

  private void countFromNow() {
    countedFrom.set(System.nanoTime());
    worstPing.set(0.0);
  }

  private void ping(SupervisedNode node) {
    while (!ending.get()) {
      long start = System.nanoTime();
      double answered = node.ping();
      double millis = answered >= 0 ? answered : (System.nanoTime() - start) / 1e6;
      if (start - countedFrom.get() >= 0) {
        worstPing.accumulateAndGet(millis, Math::max);
      }
      LockSupport.parkNanos(PING_PAUSE_NANOS);
    }
  }

  private void judge(SupervisedNode node, List<Long> before, Calls calls) throws IOException {
    List<Long> after = node.processes().running();
    if (!after.containsAll(before)) {
      problems.add("processes %s became %s".formatted(before, after));
    }
    for (JournalLine line : node.journal()) {
      if (!line.fact("verdict").isEmpty() || line.level().equals("ERROR")) {
        problems.add("the watchdog said: " + line.text());
      }
    }
    problems.addAll(calls.problems());
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
