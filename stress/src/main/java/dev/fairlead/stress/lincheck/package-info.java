/**
 * The real class under Lincheck: its threads are run one at a time, switched where it matters.
 *
 * <p>In: the scenarios of the exploration. Out: that none of so many interleavings breaks a rule,
 * or the one that does. A sample, and a big one; the exploration is the proof, this shows that it
 * is about the class that ships.
 */
@NullMarked
package dev.fairlead.stress.lincheck;

import org.jspecify.annotations.NullMarked;
