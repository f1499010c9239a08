package dev.fairlead.proxy.check;

import dev.fairlead.catalog.model.CheckSpec;
import dev.fairlead.catalog.model.CheckedRow;
import dev.fairlead.catalog.model.InstanceRow.Health;
import dev.fairlead.proxy.check.CheckResult.Outcome;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Random;

/** Instances to be checked, as tests need them. */
final class CheckRows {
  static final CheckResult PASSED = new CheckResult(Outcome.PASSED, "status 200");
  static final CheckResult FAILED = new CheckResult(Outcome.STATUS, "status 503");

  private CheckRows() {}

  /** The check that the JSON value asks for. */
  static CheckSpec spec(String json) {
    return Objects.requireNonNull(CheckSpec.ofPolicy("{\"check\":" + json + "}"), json);
  }

  static CheckSpec spec(String interval, int rise, int fall) {
    return spec(
        "{\"type\":\"tcp\",\"interval\":\"%s\",\"rise\":%d,\"fall\":%d}"
            .formatted(interval, rise, fall));
  }

  /** An instance that is up and of which nothing is known. */
  static CheckedRow row(String id, CheckSpec spec) {
    return row(id, 80, true, Health.UNKNOWN, spec);
  }

  static CheckedRow row(String id, int port, boolean up, Health health, CheckSpec spec) {
    return new CheckedRow(id, "web", new InetSocketAddress("127.0.0.1", port), up, health, spec);
  }

  /** Randomness whose seed is printed, and can be given as {@code -Dseed}. */
  static Random random() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    return new Random(seed);
  }
}
