/**
 * The locks that are put to the proof: ours, its broken ancestor, none at all, and the JDK's.
 *
 * <p>In: nothing. Out: each behind the same interface, so that one scenario fits them all.
 */
@NullMarked
package dev.fairlead.stress.subject;

import org.jspecify.annotations.NullMarked;
