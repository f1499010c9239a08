/**
 * HTTP/1.1 from bytes to messages, strictly: what two parsers could read differently is refused;
 * and from messages to bytes.
 *
 * <p>In: bytes of one connection. Out: Netty's HTTP messages, or what is wrong and at which byte.
 * And back: those messages, out of which few buffers become.
 */
@NullMarked
package dev.fairlead.proxy.wire;

import org.jspecify.annotations.NullMarked;
