package dev.fairlead.proxy.wire;

import java.util.Locale;

/** Something in a request that is allowed and that hardly anybody does; a label of a metric. */
public enum Oddity {
  /** An empty line before the request line. */
  EMPTY_LINE,
  /** A whole URI as target, as for a forward proxy. */
  ABSOLUTE_TARGET,
  /** A path that is not in normal form. */
  PATH_FORM,
  /** A body with GET, HEAD, OPTIONS or DELETE. */
  UNEXPECTED_BODY,
  /** An extension of a chunk; counted once for each body. */
  CHUNK_EXTENSION;

  /** As the metric spells it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
