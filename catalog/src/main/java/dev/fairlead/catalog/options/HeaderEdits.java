package dev.fairlead.catalog.options;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a route changes in header fields: first some are removed, then some are set.
 *
 * <p>Immutable. Fields that say where a message ends, fields of one connection, {@code Host},
 * {@code Expect} and the proxy's own cannot be changed: with them a row could make two requests of
 * one.
 *
 * @param request towards the instance
 * @param response towards the client, in what instances answer
 */
public record HeaderEdits(Edits request, Edits response) {
  /** Fields set, and fields removed, at most in each direction. */
  static final int MAX_FIELDS = 32;

  /** Characters of a name at most. */
  static final int MAX_NAME = 128;

  /** Characters of a value at most. */
  static final int MAX_VALUE = 2_048;

  /** Changes nothing. */
  public static final HeaderEdits NONE = new HeaderEdits(Edits.NONE, Edits.NONE);

  private static final Set<String> UNTOUCHABLE =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /**
   * A field to set.
   *
   * @param name a token
   * @param value printable ASCII
   */
  public record Field(String name, String value) {}

  /**
   * The changes in one direction.
   *
   * @param set fields that are set, in place of all of the same name
   * @param remove names
   */
  public record Edits(List<Field> set, List<String> remove) {
    static final Edits NONE = new Edits(List.of(), List.of());

    /** Copies the lists. */
    public Edits {
      set = List.copyOf(set);
      remove = List.copyOf(remove);
    }

    /** Whether there are none. */
    public boolean isEmpty() {
      return set.isEmpty() && remove.isEmpty();
    }
  }

  /** Whether nothing changes. */
  public boolean isEmpty() {
    return request.isEmpty() && response.isEmpty();
  }

  /** Why a field of this name cannot be changed; null if it can. */
  static @Nullable String nameProblem(String name) {
    if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1," + MAX_NAME + "}")) {
      return "not a field name of 1 to " + MAX_NAME + " characters";
    }
    String lower = name.toLowerCase(Locale.ROOT);
    return UNTOUCHABLE.contains(lower) || lower.startsWith("fairlead-")
        ? "this field belongs to the proxy"
        : null;
  }

  /** Why a value cannot be sent; null if it can. */
  static @Nullable String valueProblem(String value) {
    if (value.length() > MAX_VALUE) {
      return "value longer than " + MAX_VALUE + " characters";
    }
    if (!value.equals(value.strip())) {
      return "value begins or ends with a blank";
    }
    return value.matches("[ -~]*") ? null : "value holds more than printable ASCII";
  }
}
