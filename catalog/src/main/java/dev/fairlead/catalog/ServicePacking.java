package dev.fairlead.catalog;

import dev.fairlead.catalog.image.PayloadReader;
import dev.fairlead.catalog.image.PayloadWriter;
import dev.fairlead.catalog.load.Packing;
import dev.fairlead.catalog.model.Effort;
import dev.fairlead.catalog.model.InFlights;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Policy.Spill;
import dev.fairlead.catalog.model.Presence;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.RetryOn;
import dev.fairlead.catalog.model.ServiceRow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Services in the image: what was read of them; their view is made anew among the surroundings of
 * the moment.
 *
 * <pre>
 *   protocol, 0 (default policy) or 1 and policy, instances as they are packed in memory,
 *   presence n, n × { node, region, routable, pressure }, remarks m, m × text
 * </pre>
 *
 * <p>A service with rows that are known by their hash only does not fit: a change of such a row
 * could not be found in the image.
 */
final class ServicePacking implements Packing<LoadedService> {
  /** Four fields of at least a byte each. */
  private static final int PRESENCE_BYTES = 4;

  private final InFlights counters;
  private final Function<ServiceRow, LoadedService> make;

  /**
   * Unpacks services.
   *
   * @param counters of the instances
   * @param make a service of what was read of it
   */
  ServicePacking(InFlights counters, Function<ServiceRow, LoadedService> make) {
    this.counters = counters;
    this.make = make;
  }

  @Override
  public boolean fits(LoadedService service) {
    return service.otherRows().isEmpty();
  }

  @Override
  public void pack(LoadedService service, PayloadWriter into) {
    ServiceView view = service.view();
    into.text(view.protocol());
    pack(view.policy(), into);
    into.blob(view.instances().bytes());
    into.number(service.presence().size());
    for (Presence presence : service.presence()) {
      into.text(presence.node()).text(presence.region());
      into.number(presence.routable()).choice(presence.pressure());
    }
    into.number(service.remarks().size());
    service.remarks().forEach(into::text);
  }

  private static void pack(Policy policy, PayloadWriter into) {
    if (policy.equals(Policy.DEFAULT)) {
      into.number(0);
      return;
    }
    ChoosingPacking.pack(policy.choosing(), into.number(1));
    into.number(policy.retries());
    into.number(policy.timeout().toMillis()).number(policy.connectTimeout().toMillis());
    into.number(policy.idleTimeout().toMillis()).number(policy.queueWait().toMillis());
    into.choice(policy.spill()).number(policy.maxBodyBytes());
    GreetingPacking.pack(policy.greeting(), into);
    pack(policy.effort(), into);
  }

  private static void pack(Effort effort, PayloadWriter into) {
    into.number(effort.budgetPermille()).number(effort.retryOn().size());
    effort.retryOn().forEach(into::choice);
    into.number(effort.tryTimeout().toMillis());
    into.number(effort.replayBodyBytes()).number(effort.queue());
  }

  @Override
  public LoadedService unpack(String key, PayloadReader from) {
    String protocol = from.text();
    Policy policy = policy(from);
    Instances instances = Instances.of(from.blob(), counters);
    List<Presence> presence = new ArrayList<>();
    for (int i = from.count(PRESENCE_BYTES); i > 0; i--) {
      presence.add(
          new Presence(
              key,
              from.text(),
              from.text(),
              (int) from.number(Integer.MAX_VALUE),
              from.choice(Pressure.values())));
    }
    List<String> remarks = new ArrayList<>();
    for (int i = from.count(1); i > 0; i--) {
      remarks.add(from.text());
    }
    return make.apply(
        new ServiceRow(key, protocol, policy, instances, List.of(), presence, remarks));
  }

  private static Policy policy(PayloadReader from) {
    if (from.number(1) == 0) {
      return Policy.DEFAULT;
    }
    return new Policy(
        ChoosingPacking.unpack(from),
        (int) from.number(Integer.MAX_VALUE),
        duration(from),
        duration(from),
        duration(from),
        duration(from),
        from.choice(Spill.values()),
        from.number(Long.MAX_VALUE),
        GreetingPacking.unpack(from),
        effort(from));
  }

  private static Effort effort(PayloadReader from) {
    int budget = (int) from.number(Effort.MAX_BUDGET_PERMILLE);
    Set<RetryOn> on = EnumSet.noneOf(RetryOn.class);
    for (int i = from.count(1); i > 0; i--) {
      on.add(from.choice(RetryOn.values()));
    }
    return new Effort(
        budget,
        on,
        duration(from),
        (int) from.number(Effort.MAX_REPLAY_BODY_BYTES),
        (int) from.number(Effort.MAX_QUEUE));
  }

  private static Duration duration(PayloadReader from) {
    return Duration.ofMillis(from.number(Long.MAX_VALUE));
  }

  @Override
  public List<String> rows(LoadedService service) {
    List<String> rows = new ArrayList<>(service.view().instances().size());
    service
        .view()
        .instances()
        .forEachId((utf8, start, length) ->
            rows.add(new String(utf8, start, length, StandardCharsets.UTF_8)));
    return rows;
  }
}
