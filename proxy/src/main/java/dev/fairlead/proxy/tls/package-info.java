/**
 * TLS with clients: certificates by server name, tickets, handshakes.
 *
 * <p>In: certificate and key files, the first bytes of a connection. Out: connections whose
 * handshake is done, and what it agreed on.
 */
@NullMarked
package dev.fairlead.proxy.tls;

import org.jspecify.annotations.NullMarked;
