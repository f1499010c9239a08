/**
 * The lines of the control socket, and a client for them.
 *
 * <p>In: a socket path. Out: commands and their replies, each within a deadline.
 */
@NullMarked
package dev.fairlead.watchdog.control;

import org.jspecify.annotations.NullMarked;
