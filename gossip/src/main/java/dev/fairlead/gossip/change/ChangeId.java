package dev.fairlead.gossip.change;

import java.util.HexFormat;

/**
 * The name of one version, as operators and the watchdog write it: {@code ORIGIN/world/12} or
 * {@code ORIGIN/region:waw/12}.
 *
 * <p>Immutable.
 *
 * @param stream who wrote it, for whom
 * @param number its number in the stream, from 1
 */
public record ChangeId(Stream stream, long number) {
  private static final String REGION = "region:";

  /** Checks the number. */
  public ChangeId {
    if (number < 1) {
      throw new IllegalArgumentException("version " + number);
    }
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException naming the text that is no id
   */
  public static ChangeId parse(String text) {
    int first = text.indexOf('/');
    int last = text.lastIndexOf('/');
    try {
      SiteId origin = SiteId.fromBytes(HexFormat.of().parseHex(text.substring(0, first)));
      return new ChangeId(
          new Stream(origin, scope(text.substring(first + 1, last))),
          Long.parseLong(text.substring(last + 1)));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' names no change: expected ORIGIN/world/NUMBER or"
              + " ORIGIN/region:NAME/NUMBER",
          e);
    }
  }

  private static Scope scope(String text) {
    if (text.equals("world")) {
      return Scope.WORLD;
    }
    if (!text.startsWith(REGION)) {
      throw new IllegalArgumentException("scope " + text);
    }
    return Scope.of(text.substring(REGION.length()));
  }

  @Override
  public String toString() {
    return stream.origin() + "/" + stream.scope() + "/" + number;
  }
}
