/**
 * A supervised node broken under load in every way its watchdog has to notice, and what clients,
 * journal and evidence say of it.
 *
 * <p>In: a real node, load, a fault. Out: one line a fault, and a file for machines.
 */
@NullMarked
package dev.fairlead.stress.bench.watchdog;

import org.jspecify.annotations.NullMarked;
