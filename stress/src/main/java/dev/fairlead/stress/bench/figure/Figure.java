package dev.fairlead.stress.bench.figure;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One measured figure. What counts is the median of its rounds.
 *
 * <p>Immutable.
 *
 * @param name what was measured
 * @param sample its values
 * @param unit their unit, such as {@code ns}
 * @param goal what it should keep to; null if nothing was promised
 * @param peers others, measured beside it
 */
public record Figure(
    String name, Sample sample, String unit, @Nullable Goal goal, List<Peer> peers) {
  private static final String NAME_WIDTH = "%-64s";

  /** Copies the list. */
  public Figure {
    peers = List.copyOf(peers);
  }

  /** A figure that nothing was promised of. */
  public static Figure plain(String name, Sample sample, String unit) {
    return new Figure(name, sample, unit, null, List.of());
  }

  /** A figure with a goal. */
  public static Figure aimed(String name, Sample sample, String unit, Goal goal) {
    return new Figure(name, sample, unit, goal, List.of());
  }

  /** The same beside {@code peers}. */
  public Figure beside(Peer... others) {
    return new Figure(name, sample, unit, goal, List.of(others));
  }

  /** Whether it keeps to its goal, if it has one. */
  public boolean reached() {
    return goal == null || goal.reachedBy(sample.median());
  }

  /** Name, value, unit, spread, target and whether it was reached, peers with their ratio. */
  public String line() {
    StringBuilder line = new StringBuilder(String.format(NAME_WIDTH, name));
    line.append(' ').append(Numbers.text(sample.median())).append(' ').append(unit);
    if (sample.rounds().size() > 1) {
      line.append(
          " (%s – %s of %d)"
              .formatted(
                  Numbers.text(sample.min()), Numbers.text(sample.max()), sample.rounds().size()));
    }
    if (goal != null) {
      line.append("; target ").append(goal.text()).append(reached() ? ": reached" : ": MISSED");
    }
    if (!peers.isEmpty()) {
      line.append("; ").append(peers.stream().map(this::beside).collect(Collectors.joining(", ")));
    }
    return line.toString();
  }

  private String beside(Peer peer) {
    double median = peer.sample().median();
    return "%s %s, ratio %s"
        .formatted(peer.name(), Numbers.text(median), Numbers.text(sample.median() / median));
  }
}
