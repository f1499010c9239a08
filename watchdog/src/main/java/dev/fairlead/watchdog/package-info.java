/**
 * Notices and replaces a proxy that no longer answers: a small process of its own.
 *
 * <p>In: the node command line. Out: a running node, restarted when it hangs or dies.
 */
@NullMarked
package dev.fairlead.watchdog;

import org.jspecify.annotations.NullMarked;
