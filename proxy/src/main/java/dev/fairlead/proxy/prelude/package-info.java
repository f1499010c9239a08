/**
 * The PROXY protocol, versions 1 and 2: a header before the first byte of a connection that says
 * for whom it is relayed.
 *
 * <p>In: the first bytes of a connection from a proxy that is trusted. Out: its client, and the
 * same header towards instances that want one.
 */
@NullMarked
package dev.fairlead.proxy.prelude;

import org.jspecify.annotations.NullMarked;
