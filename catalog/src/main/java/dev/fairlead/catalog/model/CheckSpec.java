package dev.fairlead.catalog.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the instances of a service are checked by the node that owns them: the {@code check} key of
 * its policy.
 *
 * <p>Immutable. What its numbers may be is in {@link CheckParser}.
 *
 * @param ask what is asked of an instance
 * @param port where; 0 for the port of its endpoint
 * @param interval from the beginning of one check to the next
 * @param timeout until a check must have its answer, connecting included; at most {@code interval}
 * @param rise how many checks in a row an instance that fails must pass to count as passing
 * @param fall how many checks in a row an instance that passes must fail to count as failing
 * @param greeting what an instance gets first, as from clients; at another port it gets nothing
 */
public record CheckSpec(
    Ask ask, int port, Duration interval, Duration timeout, int rise, int fall, Greeting greeting) {

  /** The same, but instances get {@code other} first. */
  CheckSpec with(Greeting other) {
    return new CheckSpec(ask, port, interval, timeout, rise, fall, other);
  }

  /** What a check asks of an instance. */
  public sealed interface Ask {}

  /** That it accepts a TCP connection. */
  public record Connect() implements Ask {}

  /**
   * That it answers an HTTP/1.1 request.
   *
   * @param path of the {@code GET}
   * @param host its {@code Host}; empty for the id of the service
   * @param expected the statuses that pass
   */
  public record Get(String path, String host, List<Statuses> expected) implements Ask {
    /** Copies the list. */
    public Get {
      expected = List.copyOf(expected);
    }

    /** Whether an answer with {@code status} passes. */
    public boolean expects(int status) {
      return expected.stream().anyMatch(range -> range.contains(status));
    }
  }

  /**
   * A range of HTTP statuses.
   *
   * @param first the lowest
   * @param last the highest
   */
  public record Statuses(int first, int last) {
    boolean contains(int status) {
      return first <= status && status <= last;
    }
  }

  /** The check that {@code policy}, a JSON object, asks for; null if none that can be used. */
  public static @Nullable CheckSpec ofPolicy(String policy) {
    return CheckParser.ofPolicy(policy);
  }
}
