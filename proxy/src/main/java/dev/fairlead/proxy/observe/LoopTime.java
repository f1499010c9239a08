package dev.fairlead.proxy.observe;

import io.netty.util.concurrent.FastThreadLocal;

/**
 * The time on an event loop, read once for all that one read of a socket brings about: a request is
 * noted at a dozen places, and to ask the clock at each costs as much as to parse its head.
 *
 * <pre>
 *   loose ──fix──► fixed ──loosen──► loose
 *                    └─refresh─► fixed, later
 * </pre>
 *
 * <p>Never older than the read that runs: outside of one, the clock is asked. Each thread has its
 * own; values are those of {@link System#nanoTime}.
 */
public final class LoopTime {
  private static final FastThreadLocal<LoopTime> HERE =
      new FastThreadLocal<>() {
        @Override
        protected LoopTime initialValue() {
          return new LoopTime();
        }
      };

  private boolean fixed;
  private long nanos;

  private LoopTime() {}

  /** What time it is. */
  public static long now() {
    LoopTime here = HERE.get();
    return here.fixed ? here.nanos : System.nanoTime();
  }

  /** A read begins; {@link #loosen} must follow. */
  public static void fix() {
    LoopTime here = HERE.get();
    here.nanos = System.nanoTime();
    here.fixed = true;
  }

  /** Within a read something begins that is to be measured by itself. */
  public static void refresh() {
    LoopTime here = HERE.get();
    if (here.fixed) {
      here.nanos = System.nanoTime();
    }
  }

  /** The read is over. */
  public static void loosen() {
    HERE.get().fixed = false;
  }
}
