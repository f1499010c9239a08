/**
 * Exhaustive exploration: every interleaving of a few threads over the lock's algorithm.
 *
 * <p>In: who takes part, and which faults the algorithm has. Out: how many states there are and
 * that none breaks a rule, or the shortest interleaving that does.
 */
@NullMarked
package dev.fairlead.stress.model;

import org.jspecify.annotations.NullMarked;
