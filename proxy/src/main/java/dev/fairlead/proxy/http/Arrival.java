package dev.fairlead.proxy.http;

/**
 * How a request reached this proxy.
 *
 * <p>Immutable.
 *
 * @param listener the listener's name
 * @param scheme {@code http} or {@code https}
 * @param port the listener's port
 * @param clientIp the peer's address
 * @param carried whether another region's proxy sent it; its headers are trusted then
 */
public record Arrival(String listener, String scheme, int port, String clientIp, boolean carried) {}
