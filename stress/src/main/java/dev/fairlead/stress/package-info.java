/**
 * The run of all proofs of the catalog's lock: explored, sampled, and met on real hardware.
 *
 * <p>In: how long it may take, and which proofs. Out: what held, what was caught, a report, and an
 * exit code that is 1 if anything forbidden was seen or a broken lock got away.
 */
@NullMarked
package dev.fairlead.stress;

import org.jspecify.annotations.NullMarked;
