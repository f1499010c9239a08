package dev.fairlead.stress.soak;

import java.util.Locale;

/** What clients do. */
enum Kind {
  /** GET on a connection that is kept. */
  KEPT(6, 50),
  /** GET on a connection of its own. */
  FRESH(2, 50),
  /** GET over TLS, kept. */
  TLS_KEPT(3, 100),
  /** GET over TLS with a handshake of its own. */
  TLS_FRESH(1, 200),
  /** POST of a body whose length is said. */
  POST(3, 100),
  /** POST in chunks. */
  CHUNKED(3, 100),
  /** GET of a megabyte. */
  LARGE(1, 500),
  /** GET that is read slowly. */
  SLOW(2, 500),
  /** Leaves in the middle, of request or answer. */
  ABORT(2, 200),
  /** A message on a TCP stream that stays. */
  STREAM(4, 100);

  private final int clients;
  private final int pauseMillis;

  Kind(int clients, int pauseMillis) {
    this.clients = clients;
    this.pauseMillis = pauseMillis;
  }

  /** How many do it at a time. */
  int clients() {
    return clients;
  }

  /** Between the end of one and the begin of the next. */
  int pauseMillis() {
    return pauseMillis;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean secure() {
    return this == TLS_KEPT || this == TLS_FRESH;
  }

  /** Whether it uses one connection for several requests. */
  boolean keeps() {
    return switch (this) {
      case KEPT, TLS_KEPT, POST, CHUNKED, LARGE, SLOW -> true;
      case FRESH, TLS_FRESH, ABORT, STREAM -> false;
    };
  }
}
