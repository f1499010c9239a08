/**
 * Hears signals.
 *
 * <p>In: names of signals. Out: calls.
 */
@NullMarked
package dev.fairlead.watchdog.signal;

import org.jspecify.annotations.NullMarked;
