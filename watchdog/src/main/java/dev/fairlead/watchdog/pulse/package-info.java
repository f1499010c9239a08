/**
 * Answers and silences: asks the node for proof that it works, and times it.
 *
 * <p>In: the control socket. Out: pulses for {@code verdict}.
 */
@NullMarked
package dev.fairlead.watchdog.pulse;

import org.jspecify.annotations.NullMarked;
