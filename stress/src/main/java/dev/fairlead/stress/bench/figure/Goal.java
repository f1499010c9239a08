package dev.fairlead.stress.bench.figure;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A bound that a figure should keep to: a number in the figure's unit, or so many times what a peer
 * measured.
 *
 * <p>Immutable.
 *
 * @param side on which side of the bound it should be
 * @param bound the bound, in the figure's unit, or the ratio to the peer
 * @param peer the name of that peer; empty if the bound is a number
 */
public record Goal(Side side, double bound, String peer) {
  /** On which side of a bound a figure should be. */
  public enum Side {
    /** At most the bound. */
    AT_MOST,
    /** At least the bound. */
    AT_LEAST
  }

  /** How a figure stands to a goal. */
  public enum Verdict {
    /** It keeps to it. */
    REACHED,
    /** It does not. */
    MISSED,
    /** The peer was not measured. */
    OPEN;

    /** For the line of a figure: what was missed should be seen. */
    String text() {
      return switch (this) {
        case REACHED -> "reached";
        case MISSED -> "MISSED";
        case OPEN -> "not measured";
      };
    }
  }

  /** At most {@code bound}. */
  public static Goal atMost(double bound) {
    return new Goal(Side.AT_MOST, bound, "");
  }

  /** At least {@code bound}. */
  public static Goal atLeast(double bound) {
    return new Goal(Side.AT_LEAST, bound, "");
  }

  /** The same bound as a multiple of what {@code name} measured. */
  public Goal times(String name) {
    return new Goal(side, bound, name);
  }

  /** How {@code value} stands to it, measured beside {@code peers}. */
  Verdict verdict(double value, List<Peer> peers) {
    OptionalDouble limit = limit(peers);
    if (limit.isEmpty()) {
      return Verdict.OPEN;
    }
    boolean reached =
        switch (side) {
          case AT_MOST -> value <= limit.getAsDouble();
          case AT_LEAST -> value >= limit.getAsDouble();
        };
    return reached ? Verdict.REACHED : Verdict.MISSED;
  }

  private OptionalDouble limit(List<Peer> peers) {
    if (peer.isEmpty()) {
      return OptionalDouble.of(bound);
    }
    return peers.stream()
        .filter(other -> other.name().equals(peer))
        .mapToDouble(other -> bound * other.sample().median())
        .findFirst();
  }

  /** Such as {@code ≤ 100} or {@code ≥ 1 × haproxy}. */
  String text() {
    String sign =
        switch (side) {
          case AT_MOST -> "≤ ";
          case AT_LEAST -> "≥ ";
        };
    return sign + (peer.isEmpty() ? Numbers.text(bound) : Numbers.exact(bound) + " × " + peer);
  }
}
