/**
 * HTTP/1.1 from bytes to messages, strictly: what two parsers could read differently is refused.
 *
 * <p>In: bytes of one connection. Out: Netty's HTTP messages, or what is wrong and at which byte.
 */
@NullMarked
package dev.fairlead.proxy.wire;

import org.jspecify.annotations.NullMarked;
