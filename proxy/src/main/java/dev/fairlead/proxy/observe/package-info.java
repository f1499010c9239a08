/**
 * What happened, counted and written down: meters, access log, loop lag.
 *
 * <p>In: finished exchanges and connections. Out: {@code /metrics}, the access log, {@code show
 * loops}.
 */
@NullMarked
package dev.fairlead.proxy.observe;

import org.jspecify.annotations.NullMarked;
