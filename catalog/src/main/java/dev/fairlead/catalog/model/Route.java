package dev.fairlead.catalog.model;

import dev.fairlead.catalog.options.RouteOptions;

/**
 * A rule that sends requests or connections to a service.
 *
 * <p>Immutable.
 *
 * @param id the row's id
 * @param service the service it leads to; empty only where a redirect answers
 * @param host lower case: exact, {@code *.example.com}, or empty for any
 * @param path prefix on segment borders, starts with a slash, in normal form
 * @param port listener port; 0 for any
 * @param options what else it says
 */
public record Route(
    String id, String service, String host, String path, int port, RouteOptions options) {
  /** Reads {@code options}, the text of the column. */
  public Route(String id, String service, String host, String path, int port, String options) {
    this(id, service, host, path, port, RouteOptions.parse(options, path));
  }
}
