/**
 * Keeps a node running: a small process of its own that starts, watches, replaces and hands over
 * its processes.
 *
 * <p>In: the node's command line, what its processes say, verdicts. Out: a node that serves,
 * whatever becomes of its processes; a journal that says why.
 */
@NullMarked
package dev.fairlead.watchdog;

import org.jspecify.annotations.NullMarked;
