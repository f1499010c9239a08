/**
 * First bytes to protocol and server name.
 *
 * <p>In: the first bytes of a connection. Out: facts for {@code route}.
 */
@NullMarked
package dev.fairlead.proxy.detect;

import org.jspecify.annotations.NullMarked;
