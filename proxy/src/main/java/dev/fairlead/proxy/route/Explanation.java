package dev.fairlead.proxy.route;

import java.util.List;

/**
 * A decision, step by step.
 *
 * <p>Immutable.
 *
 * @param steps what was looked at, in order, and why each candidate was kept or dropped
 * @param outcome what would happen: {@code instance ID at IP:PORT}, {@code region NAME through node
 *     NAME}, or {@code CODE words}
 * @param routed whether the request would be carried
 */
public record Explanation(List<String> steps, String outcome, boolean routed) {
  /** Copies the list. */
  public Explanation {
    steps = List.copyOf(steps);
  }
}
