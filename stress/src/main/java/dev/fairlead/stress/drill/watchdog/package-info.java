/**
 * Drills of the watchdog: what must restart nobody, what must cut nobody, and what must be kept
 * out.
 *
 * <p>In: a real supervised node under load. Out: a verdict, and what happened line by line.
 */
@NullMarked
package dev.fairlead.stress.drill.watchdog;

import org.jspecify.annotations.NullMarked;
