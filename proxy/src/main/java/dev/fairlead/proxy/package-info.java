/**
 * Carries a connection or request to an instance: the composition root of the node process.
 *
 * <p>In: {@code fairlead.toml}. Out: listeners, backhaul, control socket and admin API, all
 * running.
 */
@NullMarked
package dev.fairlead.proxy;

import org.jspecify.annotations.NullMarked;
