package dev.fairlead.watchdog.socket;

import java.nio.charset.StandardCharsets;

/** What a client of a socket is told while no node can be started. */
enum Refusal {
  /** An answer to one request. */
  HTTP,
  /** The same, with the reason: for operators. */
  HTTP_WITH_REASON,
  /** A line and the empty line that ends a reply. */
  CONTROL,
  /** Nothing: it could not be said in the client's protocol. */
  SILENCE;

  private static final String WORDS = "FR06 no node process can be started";

  /** When to try again: as often as the watchdog itself does. */
  private static final int RETRY_SECONDS = 30;

  /** For the clients of a held socket. */
  static Refusal of(SocketRequest request) {
    if (request.name().equals("control")) {
      return CONTROL;
    }
    if (request.name().equals("admin")) {
      return HTTP_WITH_REASON;
    }
    return request.http() ? HTTP : SILENCE;
  }

  /** Whether this much of a request is enough to be answered. */
  boolean complete(String request) {
    return switch (this) {
      case HTTP, HTTP_WITH_REASON -> request.contains("\r\n\r\n") || request.contains("\n\n");
      case CONTROL -> request.contains("\n");
      case SILENCE -> true;
    };
  }

  /**
   * The answer.
   *
   * @param request what arrived of it, each byte a character
   * @param why one line
   */
  byte[] answer(String request, String why) {
    String text =
        switch (this) {
          case HTTP -> http(request, WORDS + "\n");
          case HTTP_WITH_REASON -> http(request, WORDS + ": " + why + "\n");
          case CONTROL -> "error: no node process can be started: " + why + "\n\n";
          case SILENCE -> "";
        };
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String http(String request, String body) {
    return """
    HTTP/1.1 503 Service Unavailable\r
    Content-Type: text/plain; charset=utf-8\r
    Content-Length: %d\r
    Cache-Control: no-store\r
    Retry-After: %d\r
    Connection: close\r
    Fairlead-Error: %s\r
    \r
    %s\
    """
        .formatted(
            body.getBytes(StandardCharsets.UTF_8).length,
            RETRY_SECONDS,
            WORDS,
            request.startsWith("HEAD ") ? "" : body);
  }
}
