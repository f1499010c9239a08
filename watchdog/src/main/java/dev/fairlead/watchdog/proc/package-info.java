/**
 * What Linux says about a process and its threads, read from {@code /proc} without asking them.
 *
 * <p>In: a process id. Out: parsed files of its folder; what that means is for others to say. A
 * file that cannot be read is never an error: the process may end while it is looked at.
 */
@NullMarked
package dev.fairlead.watchdog.proc;

import org.jspecify.annotations.NullMarked;
