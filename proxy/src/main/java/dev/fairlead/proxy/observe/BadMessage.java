package dev.fairlead.proxy.observe;

import dev.fairlead.proxy.wire.Excerpt;

/**
 * A message that could not be read, as {@code show errors} tells of it.
 *
 * <p>Immutable.
 *
 * @param epochMillis when it was found
 * @param source where it came from
 * @param problem what is wrong
 * @param excerpt the bytes around it
 */
public record BadMessage(long epochMillis, Source source, Problem problem, Excerpt excerpt) {
  /**
   * Where it came from.
   *
   * @param side {@code client}, or {@code instance} for a response
   * @param client address of the client whose exchange it was
   * @param listener where that client arrived
   * @param service for which; empty if it is not known yet
   * @param instance that sent it; empty for a client's
   */
  public record Source(
      String side, String client, String listener, String service, String instance) {
    /** A client. */
    public static Source client(String client, String listener) {
      return new Source("client", client, listener, "", "");
    }
  }

  /**
   * What is wrong.
   *
   * @param code the error code it is answered with
   * @param words for people
   * @param offset the bad byte, counted from the first of the message; -1 if it is not a single one
   */
  public record Problem(String code, String words, long offset) {}
}
