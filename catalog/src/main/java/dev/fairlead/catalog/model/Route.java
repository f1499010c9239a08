package dev.fairlead.catalog.model;

/**
 * A rule that sends requests or connections to a service.
 *
 * <p>Immutable.
 *
 * @param id the row's id
 * @param service the service it leads to
 * @param host lower case: exact, {@code *.example.com}, or empty for any
 * @param path prefix on segment borders, starts with a slash
 * @param port listener port; 0 for any
 * @param options JSON
 */
public record Route(
    String id, String service, String host, String path, int port, String options) {}
