package dev.fairlead.proxy.listen;

import java.net.InetSocketAddress;

/**
 * A listener and where it really listens.
 *
 * <p>Immutable.
 *
 * @param name its name in the configuration
 * @param protocol {@code http}, {@code https}, {@code tcp} or {@code tls}
 * @param address the bound address; a real port also when 0 was configured
 */
public record BoundListener(String name, String protocol, InetSocketAddress address) {}
