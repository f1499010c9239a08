/**
 * Answers and silences: asks the node for proof that it works, times it, and finds out why an
 * answer did not come.
 *
 * <p>In: the control socket, {@code /proc} (by {@code proc}), what the node wrote about itself.
 * Out: pulses and facts for {@code verdict}.
 */
@NullMarked
package dev.fairlead.watchdog.pulse;

import org.jspecify.annotations.NullMarked;
