package dev.fairlead.watchdog.pulse;

import dev.fairlead.watchdog.proc.ThreadTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A host whose mishaps are known beforehand: when its node and its watchdog run, what the kernel
 * counts, and when a ping is answered. Times are in nanoseconds. Immutable.
 */
final class SimulatedHost {
  static final long MS = 1_000_000;

  /** In order, none overlapping. */
  private final List<Mishap> mishaps;

  /** For each kind, how long those before the place were together. */
  private final long[][] totals;

  private SimulatedHost(List<Mishap> mishaps) {
    this.mishaps = List.copyOf(mishaps);
    this.totals = new long[Kind.values().length][mishaps.size() + 1];
    for (int i = 0; i < mishaps.size(); i++) {
      for (Kind kind : Kind.values()) {
        long more = mishaps.get(i).kind == kind ? mishaps.get(i).to - mishaps.get(i).from : 0;
        totals[kind.ordinal()][i + 1] = totals[kind.ordinal()][i] + more;
      }
    }
  }

  /** What keeps a healthy node from answering. */
  enum Kind {
    /** The virtual machine collects garbage. */
    COLLECTION(5, 1_700),
    /** Others have the processors. */
    STARVATION(50, 1_200),
    /** Nothing runs at all, not even the watchdog; its clock goes on. */
    PAUSE(20, 60_000),
    /** Much to do: each answer takes long. */
    LOAD(500, 5_000),
    /** The replica's writer waits for the disk. */
    SLOW_DISK(100, 9_000),
    /** Somebody looks at it with a debugger. */
    DEBUGGER(500, 60_000);

    private final int shortestMillis;
    private final int longestMillis;

    Kind(int shortestMillis, int longestMillis) {
      this.shortestMillis = shortestMillis;
      this.longestMillis = longestMillis;
    }

    /** Short ones are more frequent than long ones. */
    private long length(Random random) {
      double skewed = Math.pow(random.nextDouble(), 3);
      return (long) ((shortestMillis + skewed * (longestMillis - shortestMillis)) * MS);
    }

    /** Whether the node does nothing meanwhile. */
    boolean stopsTheNode() {
      return switch (this) {
        case COLLECTION, STARVATION, PAUSE, DEBUGGER -> true;
        case LOAD, SLOW_DISK -> false;
      };
    }
  }

  /** One mishap, from a time to a time. */
  private record Mishap(Kind kind, long from, long to) {}

  /** With mishaps of these kinds until the end, at least half a second of peace after each. */
  static SimulatedHost random(Random random, List<Kind> kinds, long end) {
    List<Mishap> mishaps = new ArrayList<>();
    long now = 0;
    while (now < end) {
      now += 500 * MS + (long) (-Math.log(1 - random.nextDouble()) * 4_000 * MS);
      Kind kind = kinds.get(random.nextInt(kinds.size()));
      long length = kind.length(random);
      mishaps.add(new Mishap(kind, now, now + length));
      now += length;
    }
    return new SimulatedHost(mishaps);
  }

  /** When who meant to wake at that time does: not while the host pauses. */
  long wakes(long planned) {
    Mishap now = at(planned);
    return now != null && now.kind == Kind.PAUSE ? now.to : planned;
  }

  /** The mishap at that time; null for none. */
  private Mishap at(long now) {
    int place = next(now);
    return place < mishaps.size() && mishaps.get(place).from <= now ? mishaps.get(place) : null;
  }

  /** Whether a mishap of the kind is at that time. */
  boolean is(Kind kind, long now) {
    Mishap mishap = at(now);
    return mishap != null && mishap.kind == kind;
  }

  /** When the node is done with work of that length, begun at that time. */
  long done(long begun, long work) {
    long now = begun;
    long left = work;
    for (int i = next(begun); i < mishaps.size(); i++) {
      Mishap mishap = mishaps.get(i);
      if (!mishap.kind.stopsTheNode()) {
        continue;
      }
      long until = Math.max(now, mishap.from);
      if (until - now >= left) {
        break;
      }
      left -= until - now;
      now = mishap.to;
    }
    return now + left;
  }

  /** How long the host was paused between two times. */
  long paused(long from, long to) {
    return total(Kind.PAUSE, to) - total(Kind.PAUSE, from);
  }

  /** What the watchdog reads at that time. */
  Sample sample(long now) {
    Map<Integer, ThreadTimes> threads =
        Map.of(
            1, new ThreadTimes("GC Thread#0", total(Kind.COLLECTION, now), 0),
            2, new ThreadTimes("loop-1-1", now / 10, total(Kind.STARVATION, now)),
            3, new ThreadTimes("fairlead-writer", now / 50, 0));
    Mishap last = next(now) == 0 ? null : mishaps.get(next(now) - 1);
    boolean justStopped = last != null && last.kind.stopsTheNode() && now - last.to < 1_000 * MS;
    long drift = justStopped ? last.to - last.from : 0;
    NodeFacts node = new NodeFacts("serving", ended(Kind.COLLECTION, now) / MS, drift, false);
    return new Sample(now, threads, 0, 0, total(Kind.SLOW_DISK, now), node);
  }

  private long total(Kind kind, long now) {
    Mishap running = at(now);
    long more = running != null && running.kind == kind ? now - running.from : 0;
    return ended(kind, now) + more;
  }

  private long ended(Kind kind, long now) {
    return totals[kind.ordinal()][next(now)];
  }

  /** Place of the first mishap that ends later. */
  private int next(long now) {
    int low = 0;
    int high = mishaps.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (mishaps.get(middle).to > now) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
