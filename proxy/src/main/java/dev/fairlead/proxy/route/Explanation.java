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
 * @param service the service its route leads to; empty if no route matches
 */
public record Explanation(List<String> steps, String outcome, boolean routed, String service) {
  /** Copies the list. */
  public Explanation {
    steps = List.copyOf(steps);
  }

  /** Before the service is known. */
  public Explanation(List<String> steps, String outcome, boolean routed) {
    this(steps, outcome, routed, "");
  }

  /** The same, of a request for {@code service}. */
  public Explanation about(String service) {
    return new Explanation(steps, outcome, routed, service);
  }
}
