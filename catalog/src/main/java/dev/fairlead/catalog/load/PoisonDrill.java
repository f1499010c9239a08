package dev.fairlead.catalog.load;

import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Does to the thread that reads a service what its policy orders: {@code {"debug_crash":"halt"}}
 * ends the process, {@code "hang"} never returns, {@code "throw"} fails with an error.
 *
 * <p>For drills of the quarantine, on nodes that are configured for them: a poisoned row as an
 * unknown fault of the program would be one. Elsewhere the key is an unknown one. Pure but for what
 * it is for.
 */
final class PoisonDrill {
  private static final Pattern ORDER =
      Pattern.compile("\"debug_crash\"\\s*:\\s*\"(halt|hang|throw)\"");

  /** As after SIGKILL. */
  private static final int STATUS = 137;

  private PoisonDrill() {}

  /** Obeys {@code policy}, if it orders anything. */
  static void obey(String policy) {
    Matcher order = ORDER.matcher(policy);
    if (!order.find()) {
      return;
    }
    switch (order.group(1)) {
      case "halt" -> Runtime.getRuntime().halt(STATUS);
      case "hang" -> hang();
      default -> throw new AssertionError("ordered by a policy: " + policy);
    }
  }

  private static void hang() {
    while (true) {
      LockSupport.park(PoisonDrill.class);
    }
  }
}
