package dev.fairlead.catalog.model;

import org.jspecify.annotations.Nullable;

/** What a request may be tried again after, at another instance. */
public enum RetryOn {
  /** The instance did not take the connection: it has seen nothing of the request. */
  CONNECT("connect"),
  /** The connection ended before an answer began. */
  RESET("reset"),
  /** No answer began within {@code try_timeout}. */
  TIMEOUT("timeout"),
  /** The answer is a 502. */
  S502("502"),
  /** The answer is a 503. */
  S503("503"),
  /** The answer is a 504. */
  S504("504");

  private final String word;

  RetryOn(String word) {
    this.word = word;
  }

  /** How a policy names it. */
  public String word() {
    return word;
  }

  /** The one for an answer with {@code status}; null if it is none to try again after. */
  public static @Nullable RetryOn of(int status) {
    return switch (status) {
      case 502 -> S502;
      case 503 -> S503;
      case 504 -> S504;
      default -> null;
    };
  }
}
