package dev.fairlead.proxy.route;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the reasons of a decision while it is made.
 *
 * <p>The proxy passes {@link #off()}, which forgets them; {@code explain} keeps them. One code path
 * serves both, so what is explained is what is done. Confined to one thread when kept.
 */
public final class Trace {
  private static final Trace OFF = new Trace(null);

  private final @Nullable List<String> steps;

  private Trace(@Nullable List<String> steps) {
    this.steps = steps;
  }

  /** Forgets everything. */
  public static Trace off() {
    return OFF;
  }

  /** Keeps every step. */
  public static Trace kept() {
    return new Trace(new ArrayList<>());
  }

  /** Whether steps are kept; lets the caller skip composing them. */
  public boolean keeps() {
    return steps != null;
  }

  /** Notes {@code subject}: {@code verdict}. */
  public void note(String subject, String verdict) {
    if (steps != null) {
      steps.add(subject + ": " + verdict);
    }
  }

  /** Notes a region: {@code verdict}. */
  public void region(String name, String verdict) {
    if (steps != null) {
      steps.add("region " + name + ": " + verdict);
    }
  }

  /** Notes an instance: {@code verdict}, with its load. */
  public void instance(String id, int inFlight, int hard, String verdict) {
    if (steps != null) {
      String limit = hard == 0 ? "no limit" : "limit " + hard;
      steps.add("instance " + id + " (" + inFlight + " in flight, " + limit + "): " + verdict);
    }
  }

  /** What was noted, in order. */
  public List<String> steps() {
    return steps == null ? List.of() : List.copyOf(steps);
  }
}
