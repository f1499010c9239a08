/**
 * Accepts connections: listeners, limits, whose they are, drain.
 *
 * <p>In: sockets. Out: channels whose pipeline suits their protocol.
 */
@NullMarked
package dev.fairlead.proxy.listen;

import org.jspecify.annotations.NullMarked;
