package dev.fairlead.proxy.overload;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Looks at the process ten times a second, and carries out what {@link Overload} decides.
 *
 * <p>On a thread of its own: the event loops are what it is about. Thread-safe.
 */
public final class Guard implements AutoCloseable {
  /** Between two looks. */
  static final Duration LOOK = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

  private final Supplier<Readings> readings;
  private final Overload overload;
  private final Consumer<Step> changed;
  private final Relief relief;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Volatile: written at each look, read by operators. */
  private volatile OverloadStatus status = new OverloadStatus(Step.CALM, 0, Pressure.NONE, 0);

  private Guard(Conditions conditions, Relief relief, Consumer<Step> changed) {
    this.readings = conditions.readings();
    this.overload = new Overload(conditions.rise(), conditions.fall());
    this.changed = changed;
    this.relief = relief;
  }

  /**
   * Begins to look.
   *
   * @param relief is told what to do
   * @param changed is told of each other step
   */
  public static Guard start(
      Conditions conditions, Relief relief, Consumer<Step> changed, MeterRegistry meters) {
    Guard guard = new Guard(conditions, relief, changed);
    guard.register(meters);
    Thread.ofPlatform().daemon().name("overload").start(guard::watch);
    return guard;
  }

  private void watch() {
    try {
      while (!closed.await(LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
        lookOrSay();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody interrupts it but who ends the process
    }
  }

  private void lookOrSay() {
    try {
      look(System.nanoTime());
    } catch (RuntimeException e) {
      LOG.error("overload was not looked at", e); // and will be again
    }
  }

  private void look(long now) {
    Pressure pressure = Pressure.of(readings.get());
    Step before = status.step();
    Step step = overload.judge(pressure.worst(), now);
    status = new OverloadStatus(step, overload.shedPercent(), pressure, relief.shedSoFar());
    relief.ask(step, overload.shedPercent());
    if (step != before) {
      say(step, before, pressure);
      changed.accept(step);
    }
  }

  private static void say(Step step, Step before, Pressure pressure) {
    Level level = step.compareTo(before) > 0 ? Level.WARN : Level.INFO;
    LOG.atLevel(level)
        .log("overload: {} after {}; pressure: {}", step.label(), before.label(), pressure);
  }

  /** How it was at the last look. */
  public OverloadStatus status() {
    return status;
  }

  private void register(MeterRegistry meters) {
    Gauge.builder("fairlead_overload_step", this, guard -> guard.status.step().number())
        .description("what is done against overload: 0 nothing to 3 shedding")
        .register(meters);
    resource(meters, "loops", Pressure::loops);
    resource(meters, "heap", Pressure::heap);
    resource(meters, "direct", Pressure::direct);
    FunctionCounter.builder("fairlead_edge_shed", relief, Relief::shedSoFar)
        .description("requests answered FR10 because the node was overloaded")
        .register(meters);
  }

  private void resource(MeterRegistry meters, String name, ToDoubleFunction<Pressure> of) {
    Gauge.builder(
            "fairlead_overload_pressure", this, guard -> of.applyAsDouble(guard.status.pressure()))
        .description("how near a resource is to the point where requests are shed, 0 to 1")
        .tag("resource", name)
        .register(meters);
  }

  /** Looks no more; what was asked for stays. */
  @Override
  public void close() {
    closed.countDown();
  }
}
