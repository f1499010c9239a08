/**
 * A supervised node as real processes, seen from outside: its configuration, its log, its API, its
 * control socket, and what of it still runs.
 *
 * <p>In: a folder and a loopback address. Out: benchmarks and drills of the watchdog.
 */
@NullMarked
package dev.fairlead.stress.node;

import org.jspecify.annotations.NullMarked;
