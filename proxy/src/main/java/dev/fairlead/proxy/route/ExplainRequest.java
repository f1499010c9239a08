package dev.fairlead.proxy.route;

/** What to explain. Immutable. */
public sealed interface ExplainRequest {
  /** The region to explain from; empty for this node's own. */
  String from();

  /**
   * An HTTP request.
   *
   * @param method its method
   * @param host host name without port
   * @param path absolute path without query
   * @param port listener port; 0 when unknown
   * @param from the region to explain from; empty for this node's own
   */
  record Http(String method, String host, String path, int port, String from)
      implements ExplainRequest {}

  /**
   * A TCP connection.
   *
   * @param port listener port
   * @param from the region to explain from; empty for this node's own
   */
  record Tcp(int port, String from) implements ExplainRequest {}
}
