package dev.fairlead.proxy;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Effort;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.RetryOn;
import dev.fairlead.proxy.connect.LaneStatus;
import dev.fairlead.proxy.route.Trace;
import java.time.Duration;
import java.util.stream.Collectors;

/** Tells how much would be done for a request, and how long. Pure, stateless. */
final class EffortNotes {
  private EffortNotes() {}

  static void note(ServiceView view, LaneStatus lane, Trace trace) {
    Policy policy = view.policy();
    Effort effort = policy.effort();
    trace.note(
        "time",
        "%s for the answer to begin, %s for each try, %s to connect"
            .formatted(
                text(policy.timeout()), text(effort.tryTimeout()), text(policy.connectTimeout())));
    trace.note(
        "retries",
        "%d at most, after %s; %d of %d made in the last seconds"
            .formatted(
                policy.retries(),
                effort.retryOn().stream().map(RetryOn::word).collect(Collectors.joining(", ")),
                lane.retries(),
                lane.granted()));
    trace.note(
        "queue",
        "%d wait, at most %d for %s"
            .formatted(lane.waiting(), effort.queue(), text(policy.queueWait())));
  }

  private static String text(Duration limit) {
    return limit.isZero() ? "no limit" : limit.toMillis() + " ms";
  }
}
