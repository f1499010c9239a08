package dev.fairlead.proxy.observe;

/**
 * One finished request or connection, as the access log shows it: references and numbers, made into
 * text by the log's own thread.
 *
 * <p>Immutable. Texts are empty where there is nothing to say.
 *
 * @param who whose it was
 * @param asked what was wanted
 * @param moved how much went through
 * @param times when, and how long
 * @param served by whom
 * @param outcome how it ended
 * @param ids what it is called elsewhere
 */
public record AccessEntry(
    Who who, Asked asked, Moved moved, Times times, Served served, Outcome outcome, Ids ids) {
  /** Characters of a target, and of a host, that are kept: entries wait in a queue. */
  static final int MAX_TARGET = 1_024;

  static final int MAX_HOST = 255;

  /** Characters of a {@code traceparent}; a longer one is none. */
  static final int MAX_TRACEPARENT = 256;

  /**
   * Whose it was.
   *
   * @param client the client's address
   * @param listener where it arrived
   * @param protocol {@code http}, {@code https}, {@code tcp}, or {@code tls} for TLS that is passed
   *     through, and for a handshake that failed
   */
  public record Who(String client, String listener, String protocol) {}

  /**
   * What was wanted.
   *
   * @param host host name without port, or server name
   * @param method empty where there is no request, or none that can be read
   * @param target path and query
   * @param version {@code HTTP/1.1}
   */
  public record Asked(String host, String method, String target, String version) {
    /** Nothing that could be read. */
    public static final Asked NOTHING = new Asked("", "", "", "");

    /** Cuts what is longer than anybody reads. */
    public Asked {
      host = cut(host, MAX_HOST);
      target = cut(target, MAX_TARGET);
    }

    private static String cut(String text, int most) {
      return text.length() <= most ? text : text.substring(0, most) + "...";
    }
  }

  /**
   * Body or stream bytes.
   *
   * @param in from the client
   * @param out to the client
   */
  public record Moved(long in, long out) {}

  /**
   * When, and how long since; -1 for what never happened.
   *
   * @param epochMillis when it began
   * @param totalNanos until it ended
   * @param connectNanos until an upstream connection was there
   * @param firstByteNanos until the response began
   */
  public record Times(long epochMillis, long totalNanos, long connectNanos, long firstByteNanos) {
    /** Of something that ends now. */
    public static Times until(
        long nowNanos, long beganNanos, long connectNanos, long firstByteNanos) {
      long total = nowNanos - beganNanos;
      long began = System.currentTimeMillis() - total / 1_000_000;
      return new Times(began, total, connectNanos, firstByteNanos);
    }
  }

  /**
   * By whom it was served.
   *
   * @param service its id
   * @param region where
   * @param instance its id; the node when another region served
   * @param retries further attempts made
   */
  public record Served(String service, String region, String instance, int retries) {
    /** By nobody. */
    public static final Served NOT = new Served("", "", "", 0);
  }

  /**
   * How it ended.
   *
   * @param status HTTP status; 0 if none was sent
   * @param code the proxy's own error code, or why a TLS handshake failed
   * @param end who ended it
   */
  public record Outcome(int status, String code, Ending end) {}

  /**
   * What it is called elsewhere.
   *
   * @param request the request id
   * @param traceparent the field of that name, unread
   */
  public record Ids(String request, String traceparent) {
    /** Nothing. */
    public static final Ids NONE = new Ids("", "");

    /** Forgets what is too long to be one. */
    public Ids {
      traceparent = traceparent.length() <= MAX_TRACEPARENT ? traceparent : "";
    }
  }

  /** Of a connection that ended before anybody knew what it wanted. */
  public static AccessEntry ofConnection(Who who, long beganNanos, String code, Ending end) {
    return new AccessEntry(
        who,
        Asked.NOTHING,
        new Moved(0, 0),
        Times.until(System.nanoTime(), beganNanos, -1, -1),
        Served.NOT,
        new Outcome(0, code, end),
        Ids.NONE);
  }
}
