/**
 * How the watchdog and a node talk: whole messages with file descriptors beside them, over a Unix
 * socket that each end notices the other's death by.
 *
 * <p>In: verbs with named values, descriptors to give away. Out: the same at the other end. Neither
 * end ever waits for the other to read.
 */
@NullMarked
package dev.fairlead.watchdog.link;

import org.jspecify.annotations.NullMarked;
