/**
 * The proxies that are compared, each a real process pinned to one core, and the origin behind
 * them, pinned elsewhere. Their configurations are resources beside this package.
 *
 * <p>In: what is installed, the launcher. Out: addresses to load, and the processor time and memory
 * that was used.
 */
@NullMarked
package dev.fairlead.stress.bench.peer;

import org.jspecify.annotations.NullMarked;
