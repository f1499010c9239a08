package dev.fairlead.catalog.options;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a route says beyond where it leads: its {@code options} column, read.
 *
 * <p>Immutable. What cannot be applied is left out and named in {@link #faults}; the rest applies,
 * because a mistake in a row shall not take its service down. Two are equal if they were read from
 * the same text for the same path. The keys are described in {@code route-options.md}.
 *
 * @param text the column
 * @param redirect where clients are sent instead; null if they are not
 * @param stripPath prefix in normal form, without last slash, that instances do not see; empty for
 *     none
 * @param headers what is changed in header fields
 * @param split the services that share the requests; none means the route's own
 * @param allow the only networks that may come in; null for all
 * @param deny networks that may not, whatever is allowed
 * @param rate how many requests of one client; null for any number
 * @param faults what is not applied, as {@code place: why}
 */
public record RouteOptions(
    String text,
    @Nullable Redirect redirect,
    String stripPath,
    HeaderEdits headers,
    Split split,
    @Nullable Networks allow,
    Networks deny,
    @Nullable RateLimit rate,
    List<String> faults) {
  /** The longest text that is read, in characters; of a longer one nothing applies. */
  public static final int MAX_CHARS = 65_536;

  /** Says nothing. */
  public static final RouteOptions NONE =
      new RouteOptions(
          "{}", null, "", HeaderEdits.NONE, Split.NONE, null, Networks.NONE, null, List.of());

  /** Copies the list. */
  public RouteOptions {
    faults = List.copyOf(faults);
  }

  /**
   * Reads the column; never throws.
   *
   * @param text JSON
   * @param routePath the route's path in normal form: what {@code "strip_path": true} strips
   */
  public static RouteOptions parse(String text, String routePath) {
    return text.isEmpty() || text.equals("{}") ? NONE : OptionsReader.read(text, routePath);
  }

  /** Whether there is nothing to do for a request. */
  public boolean plain() {
    return redirect == null
        && stripPath.isEmpty()
        && headers.isEmpty()
        && split.isEmpty()
        && allow == null
        && deny.isEmpty()
        && rate == null;
  }

  /** Whether it matters which client asks. */
  public boolean byClient() {
    return allow != null || !deny.isEmpty() || rate != null || !split.isEmpty();
  }

  /** About what it weighs beyond an empty one, in bytes. */
  public int bytes() {
    long parsed = text.equals("{}") ? 0 : 512 + 2L * text.length();
    long networks = (long) deny.bytes() + (allow == null ? 0 : allow.bytes());
    return (int) Math.min(text.length() + parsed + networks, Integer.MAX_VALUE);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RouteOptions that
        && text.equals(that.text)
        && stripPath.equals(that.stripPath);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
