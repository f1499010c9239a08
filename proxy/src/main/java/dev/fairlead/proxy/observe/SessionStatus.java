package dev.fairlead.proxy.observe;

/**
 * One client's connection now.
 *
 * <p>Immutable.
 *
 * @param id counts connections since the start
 * @param peer address it came from; what a PROXY header says is in {@link Doing#client}
 * @param listener where it arrived
 * @param protocol that the listener speaks
 * @param ageNanos since it was accepted
 * @param doing what it does
 */
public record SessionStatus(
    long id, String peer, String listener, String protocol, long ageNanos, Doing doing) {
  /** Characters of a path that are shown. */
  public static final int MAX_PATH = 120;

  /**
   * What a connection does.
   *
   * @param state {@code opening}, {@code idle}, {@code head}, {@code request}, {@code closing},
   *     {@code upgraded}, {@code connecting} or {@code relaying}
   * @param client the client's address; empty if it is not known yet
   * @param idleNanos since anything moved; -1 while a request runs
   * @param exchanges that began on it
   * @param wanted what runs on it
   * @param moved bytes from and to the client, with what is around bodies
   */
  public record Doing(
      String state,
      String client,
      long idleNanos,
      long exchanges,
      Wanted wanted,
      AccessEntry.Moved moved) {
    /** Nobody knows yet: a handshake, or a header before it. */
    public static final Doing OPENING =
        new Doing("opening", "", -1, 0, Wanted.NOTHING, new AccessEntry.Moved(0, 0));
  }

  /**
   * What runs on a connection, as far as it is known; texts may be empty.
   *
   * @param host host name or server name
   * @param path path and query, cut at {@value #MAX_PATH}
   * @param service its id
   * @param instance its id, or the node when another region serves
   */
  public record Wanted(String host, String path, String service, String instance) {
    /** Nothing. */
    public static final Wanted NOTHING = new Wanted("", "", "", "");

    /** Cuts the path. */
    public Wanted {
      path = path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH) + "...";
    }
  }
}
