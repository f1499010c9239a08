package dev.fairlead.proxy.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations and sizes as people write them. Pure functions. */
public final class Quantities {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(B|KiB|MiB|GiB)");

  private Quantities() {}

  /** Reads {@code 250ms}, {@code 5s}, {@code 2m}, {@code 1h} or {@code 1d}. */
  public static Duration duration(String text) throws BadValue {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new BadValue("'" + text + "' is not a duration; write 250ms, 5s, 2m or 1h");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  /** Reads {@code 512B}, {@code 64KiB}, {@code 256MiB} or {@code 1GiB}, in bytes. */
  static long bytes(String text) throws BadValue {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new BadValue("'" + text + "' is not a size; write 64KiB, 256MiB or 1GiB");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "B" -> amount;
      case "KiB" -> amount << 10;
      case "MiB" -> amount << 20;
      default -> amount << 30;
    };
  }
}
