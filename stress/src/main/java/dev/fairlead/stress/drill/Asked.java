package dev.fairlead.stress.drill;

/**
 * A request and what came of it.
 *
 * <p>Immutable. Times are those of {@link System#nanoTime}.
 *
 * @param at the region whose proxy was asked
 * @param service the service the host belongs to; empty for a host that never existed
 * @param host what was asked for
 * @param from when the request was sent
 * @param to when the answer had arrived
 * @param answer the answer
 */
record Asked(Region at, String service, String host, long from, long to, Answer answer) {
  /**
   * An answer.
   *
   * @param status its code; 0 if the connection broke
   * @param server which server answered; empty if none said so
   * @param error the proxy's error code, or what broke; empty if there was none
   */
  record Answer(int status, String server, String error) {}
}
