/**
 * TLS with clients, by certificates for server names, tickets, handshakes; and with instances.
 *
 * <p>In: certificate and key files, the first bytes of a connection, whom instances must prove to
 * be. Out: connections whose handshake is done, and what it agreed on.
 */
@NullMarked
package dev.fairlead.proxy.tls;

import org.jspecify.annotations.NullMarked;
