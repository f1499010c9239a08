package dev.fairlead.proxy.route;

/** What to explain. Immutable. */
public sealed interface ExplainRequest {
  /** Who asks when nobody is named. */
  String SOME_CLIENT = "127.0.0.1";

  /** The client's address; empty for {@link #SOME_CLIENT}. */
  String client();

  /** The region to explain from; empty for this node's own. */
  String from();

  /**
   * An HTTP request.
   *
   * @param method its method
   * @param scheme {@code http} or {@code https}
   * @param host host name without port
   * @param path absolute path without query, as a client writes it
   * @param port listener port; 0 when unknown
   * @param from the region to explain from; empty for this node's own
   * @param client the client's address; empty for {@value #SOME_CLIENT}
   */
  record Http(
      String method, String scheme, String host, String path, int port, String from, String client)
      implements ExplainRequest {
    /** Over plain HTTP, of any client. */
    public Http(String method, String host, String path, int port, String from) {
      this(method, "http", host, path, port, from, "");
    }
  }

  /**
   * A TCP connection.
   *
   * @param port listener port
   * @param from the region to explain from; empty for this node's own
   * @param client the client's address; empty for {@value #SOME_CLIENT}
   */
  record Tcp(int port, String from, String client) implements ExplainRequest {}
}
