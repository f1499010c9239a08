/**
 * Measured figures and how they are printed: one line each, with target and peers.
 *
 * <p>In: nothing. Out: every program under {@code dev.fairlead.stress.bench}.
 */
@NullMarked
package dev.fairlead.stress.bench.figure;

import org.jspecify.annotations.NullMarked;
