/**
 * Who serves, who owns and who comes next: the processes of one node as a pure state machine.
 *
 * <p>In: events and the time. Out: directives for whoever starts, tells and ends processes.
 */
@NullMarked
package dev.fairlead.watchdog.succession;

import org.jspecify.annotations.NullMarked;
