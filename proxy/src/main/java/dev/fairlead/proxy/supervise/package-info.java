/**
 * A node under a watchdog: the link to it, the sockets it gives, the roles a process has in turn.
 *
 * <p>In: messages of the watchdog. Out: the steps of a {@link dev.fairlead.proxy.Node}, and what
 * the watchdog is told.
 */
@NullMarked
package dev.fairlead.proxy.supervise;

import org.jspecify.annotations.NullMarked;
