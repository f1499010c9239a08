package dev.fairlead.watchdog.succession;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What two failures in a row at the same place are blamed on: the last change, or the
 * configuration.
 *
 * <pre>
 *   phase of both failures                     known                      the next start
 *   config, bind                               configuration is new       takes the one that worked
 *   replica, catalog, gossip, serving          changes applied just now   leaves out the likeliest
 *   … and fails there again                    …                          … and the next
 *   serving, and it hung instead of ending                                 as usual
 *   anything else, or not the same phase                                  as usual
 * </pre>
 *
 * <p>The likeliest is what was under way at both failures, then what was at the last one, then what
 * it was done with: of services that many ask for, one is being loaded at every moment of a start.
 *
 * <p>At most {@link #MAX_CHANGES} are left out: with more, the changes are not the cause. Immutable
 * and pure.
 *
 * @param phase of the last failure; empty when there was none
 * @param failures in a row in that phase
 * @param underWay the changes under way at the last failure
 * @param terms for the next start
 */
record Blame(String phase, int failures, List<String> underWay, Terms terms) {
  /** Changes left out at most. */
  static final int MAX_CHANGES = 8;

  /** Nobody is blamed. */
  static final Blame NOBODY = new Blame("", 0, List.of(), Terms.USUAL);

  private static final Set<String> BEFORE_DATA = Set.of("config", "bind");
  private static final Set<String> WITH_DATA = Set.of("replica", "catalog", "gossip", "serving");

  /** After a failure. */
  Blame after(Traces traces) {
    boolean again = !traces.phase().isEmpty() && traces.phase().equals(phase);
    if (!again) {
      return new Blame(traces.phase(), 1, traces.underWay(), terms);
    }
    return new Blame(phase, failures + 1, traces.underWay(), stricter(traces));
  }

  /**
   * The changes that turned out not to be the cause when a node works at last: with each of them
   * left out it failed again, and only without the last one it did not.
   */
  List<String> innocent() {
    List<String> suspects = terms.quarantine();
    return suspects.isEmpty() ? suspects : suspects.subList(0, suspects.size() - 1);
  }

  private Terms stricter(Traces traces) {
    if (BEFORE_DATA.contains(phase) && traces.newConfig()) {
      return new Terms(terms.quarantine(), true);
    }
    if (!WITH_DATA.contains(phase) || terms.quarantine().size() == MAX_CHANGES) {
      return terms;
    }
    List<String> suspects = new ArrayList<>(terms.quarantine());
    Stream.of(
            traces.underWay().stream().filter(underWay::contains),
            traces.underWay().stream(),
            traces.done().stream())
        .flatMap(changes -> changes)
        .filter(change -> !suspects.contains(change))
        .findFirst()
        .ifPresent(suspects::add);
    return new Terms(suspects, terms.goodConfig());
  }
}
