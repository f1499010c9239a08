/**
 * From pulses, facts and time to a verdict: healthy, late, stuck, gone. Pure.
 *
 * <p>In: pulses and facts. Out: what to do about the node, and why.
 */
@NullMarked
package dev.fairlead.watchdog.verdict;

import org.jspecify.annotations.NullMarked;
