/**
 * The lock that brought a fleet down, ported with its faults: what every proof here has to catch.
 *
 * <p>In: which faults it has. Out: a reader-writer lock that nothing but the proofs may use.
 */
@NullMarked
package dev.fairlead.stress.broken;

import org.jspecify.annotations.NullMarked;
