package dev.fairlead.stress.soak;

import java.util.List;
import java.util.SplittableRandom;

/** Policies of the service while it is soaked. Stateless. */
final class Policies {
  private static final List<String> BALANCE = List.of("p2c", "round_robin", "hash");
  private static final String CHECK =
      "\"check\": {\"type\": \"http\", \"path\": \"/1\", \"interval\": \"500ms\"}";

  private Policies() {}

  /** Nothing is refused by it. */
  static String usual(String balance) {
    return "{\"balance\": \"%s\", %s}".formatted(balance, CHECK);
  }

  static String balance(SplittableRandom random) {
    return BALANCE.get(random.nextInt(BALANCE.size()));
  }

  static String smallBodies() {
    return "{\"max_body\": %d, %s}".formatted(Rule.MAX_BODY_BYTES, CHECK);
  }
}
