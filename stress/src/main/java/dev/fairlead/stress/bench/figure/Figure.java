package dev.fairlead.stress.bench.figure;

import dev.fairlead.stress.bench.figure.Goal.Verdict;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One measured figure. What counts is the median of its rounds.
 *
 * <p>Immutable.
 *
 * @param name what was measured
 * @param sample its values
 * @param unit their unit, such as {@code ns}
 * @param goals what it should keep to; none if nothing was promised
 * @param peers others, measured beside it
 */
public record Figure(String name, Sample sample, String unit, List<Goal> goals, List<Peer> peers) {
  private static final String NAME_WIDTH = "%-64s";

  /** Copies the lists. */
  public Figure {
    goals = List.copyOf(goals);
    peers = List.copyOf(peers);
  }

  /** A figure that nothing was promised of. */
  public static Figure plain(String name, Sample sample, String unit) {
    return new Figure(name, sample, unit, List.of(), List.of());
  }

  /** A figure with goals. */
  public static Figure aimed(String name, Sample sample, String unit, Goal... goals) {
    return new Figure(name, sample, unit, List.of(goals), List.of());
  }

  /** The same beside {@code peers}. */
  public Figure beside(Peer... others) {
    return new Figure(name, sample, unit, goals, List.of(others));
  }

  /** Whether it keeps to every goal that could be judged. */
  public boolean reached() {
    return count(Verdict.MISSED) == 0;
  }

  /** How many of its goals have that verdict. */
  long count(Verdict verdict) {
    return goals.stream().filter(goal -> verdict(goal) == verdict).count();
  }

  private Verdict verdict(Goal goal) {
    return goal.verdict(sample.median(), peers);
  }

  /** Name, value, unit, spread, targets and whether they were reached, peers with their ratio. */
  public String line() {
    StringBuilder line = new StringBuilder(String.format(NAME_WIDTH, name));
    line.append(' ').append(Numbers.text(sample.median())).append(' ').append(unit);
    line.append(spread(sample));
    if (!goals.isEmpty()) {
      line.append("; target ").append(targets());
    }
    if (!peers.isEmpty()) {
      line.append("; ").append(peers.stream().map(this::beside).collect(Collectors.joining(", ")));
    }
    return line.toString();
  }

  /** A row of a Markdown table: figure, measured, peers, targets. */
  public String row() {
    String others = peers.stream().map(this::beside).collect(Collectors.joining("<br>"));
    return "| %s | %s %s%s | %s | %s |"
        .formatted(
            name,
            Numbers.text(sample.median()),
            unit,
            spread(sample),
            others.isEmpty() ? "–" : others,
            goals.isEmpty() ? "–" : targets().replace(", ", "<br>"));
  }

  private String targets() {
    return goals.stream()
        .map(goal -> goal.text() + ": " + verdict(goal).text())
        .collect(Collectors.joining(", "));
  }

  private String beside(Peer peer) {
    double median = peer.sample().median();
    return "%s %s%s, ratio %s"
        .formatted(
            peer.name(),
            Numbers.text(median),
            spread(peer.sample()),
            median == 0 ? "–" : Numbers.text(sample.median() / median));
  }

  private static String spread(Sample of) {
    return of.rounds().size() == 1
        ? ""
        : " (%s – %s of %d)"
            .formatted(Numbers.text(of.min()), Numbers.text(of.max()), of.rounds().size());
  }
}
