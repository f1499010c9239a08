package dev.fairlead.proxy.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Counts what ended, by service and by instance.
 *
 * <p>Labels are bounded: {@value #MAX_SERVICES} services and {@value #MAX_INSTANCES} instances have
 * meters of their own, as {@link MeterTable} gives them out; others share {@code other}.
 * Thread-safe; every method may be called on event loops.
 */
public final class UpstreamMeters {
  /** Services with a label of their own. */
  public static final int MAX_SERVICES = 1_000;

  /** Instances with a label of their own, of all services together. */
  public static final int MAX_INSTANCES = 1_000;

  /** Of statuses: {@code none}, {@code 1xx} to {@code 5xx}. */
  private static final List<String> CLASSES = List.of("none", "1xx", "2xx", "3xx", "4xx", "5xx");

  private final MeterRegistry registry;
  private final MeterTable<ServiceMeters> services =
      new MeterTable<>(MAX_SERVICES, System::nanoTime, new OfServices());
  private final MeterTable<InstanceMeters> instances =
      new MeterTable<>(MAX_INSTANCES, System::nanoTime, new OfInstances());

  UpstreamMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * A request or TCP connection ended.
   *
   * @param status HTTP status; 0 if none was sent
   * @param nanos how long it took
   */
  public void ended(String service, int status, long nanos) {
    ServiceMeters meters = services.of(service, service);
    meters.ended.get(Math.clamp(status / 100, 0, CLASSES.size() - 1)).increment();
    meters.times.record(nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * An instance of this region had it.
   *
   * @param failed whether the instance is to blame: it answered 5xx, broke off or was late
   */
  public void served(String service, String instance, boolean failed) {
    InstanceMeters meters = instances.of(instance, service);
    meters.requests.increment();
    if (failed) {
      meters.failures.increment();
    }
  }

  private record ServiceMeters(List<Counter> ended, Timer times) {}

  private record InstanceMeters(Counter requests, Counter failures) {}

  private final class OfServices implements MeterTable.Meters<ServiceMeters> {
    @Override
    public ServiceMeters make(String label, String service) {
      List<Counter> ended = new ArrayList<>();
      for (String each : CLASSES) {
        ended.add(
            Counter.builder("fairlead_upstream_requests")
                .description("requests and TCP connections that ended, by class of their status")
                .tag("service", label)
                .tag("class", each)
                .register(registry));
      }
      return new ServiceMeters(List.copyOf(ended), timer(label));
    }

    private Timer timer(String service) {
      return Timer.builder("fairlead_upstream_request_seconds")
          .description("from the request's head to the end of its response")
          .tag("service", service)
          .serviceLevelObjectives(
              Duration.ofMillis(1),
              Duration.ofMillis(5),
              Duration.ofMillis(25),
              Duration.ofMillis(100),
              Duration.ofMillis(500),
              Duration.ofSeconds(2),
              Duration.ofSeconds(10))
          .register(registry);
    }

    @Override
    public long count(ServiceMeters meters) {
      return meters.times.count();
    }

    @Override
    public void remove(ServiceMeters meters) {
      meters.ended.forEach(registry::remove);
      registry.remove((Meter) meters.times);
    }
  }

  private final class OfInstances implements MeterTable.Meters<InstanceMeters> {
    @Override
    public InstanceMeters make(String label, String service) {
      return new InstanceMeters(
          counter("fairlead_upstream_instance_requests", "that an instance had", label, service),
          counter("fairlead_upstream_instance_failures", "that it failed", label, service));
    }

    private Counter counter(String name, String what, String instance, String service) {
      return Counter.builder(name)
          .description("requests and TCP connections " + what)
          .tag("service", service)
          .tag("instance", instance)
          .register(registry);
    }

    @Override
    public long count(InstanceMeters meters) {
      return (long) meters.requests.count();
    }

    @Override
    public void remove(InstanceMeters meters) {
      registry.remove(meters.requests);
      registry.remove(meters.failures);
    }
  }
}
