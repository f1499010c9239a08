package dev.fairlead.stress.soak;

import java.util.List;
import java.util.Optional;

/**
 * Why a request may fail, as documented: nothing else explains a failure. Pure.
 *
 * <pre>
 *   INSTANCE_KILLED   under way when an instance was killed: FC01, FC04, or cut
 *   HARD_LIMIT        under way while no place was to be had: FR03
 *   LARGE_BODY        a body over max_body while there was one: FQ17
 *   OVERLOAD          while the node said that it is overloaded: FR10, refused or cut
 * </pre>
 */
enum Rule {
  /** An instance died with the request in its hands. */
  INSTANCE_KILLED,
  /** All instances were full for as long as it may wait. */
  HARD_LIMIT,
  /** The service took no body so large. */
  LARGE_BODY,
  /** The node had too much to do. */
  OVERLOAD;

  /** The largest body while {@link #LARGE_BODY} is valid. */
  static final int MAX_BODY_BYTES = 16 * 1024;

  /** Which of {@code incidents} explains {@code failure}, if one does. */
  static Optional<Rule> explaining(Failure failure, List<Incident> incidents) {
    return incidents.stream()
        .filter(incident -> failure.underWay(incident.from(), incident.to()))
        .map(Incident::rule)
        .filter(rule -> rule.explains(failure))
        .findFirst();
  }

  private boolean explains(Failure failure) {
    String what = failure.what();
    return switch (this) {
      case INSTANCE_KILLED ->
          failure.kind() != Kind.STREAM
              && (what.equals("FC01") || what.equals("FC04") || what.equals(Failure.CUT));
      case HARD_LIMIT -> what.equals("FR03");
      case LARGE_BODY -> what.equals("FQ17") && failure.bodyBytes() > MAX_BODY_BYTES;
      case OVERLOAD ->
          what.equals("FR10") || what.equals(Failure.CUT) || what.equals(Failure.REFUSED);
    };
  }
}
