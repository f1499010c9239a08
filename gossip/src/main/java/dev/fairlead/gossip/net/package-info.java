/**
 * Sockets, real clocks and encryption: the only gossip package that names Netty.
 *
 * <p>In: datagrams and streams. Out: calls into the pure protocols on the one gossip loop, and what
 * they ask to be sent.
 */
@NullMarked
package dev.fairlead.gossip.net;

import org.jspecify.annotations.NullMarked;
