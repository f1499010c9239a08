/**
 * The node's half of the page it shares with its watchdog: how its parts are, what it does, its
 * last log lines; and the watchdog's half as metrics.
 *
 * <p>In: parts that can be looked at without waiting. Out: the page, read by the watchdog when the
 * node cannot answer any more.
 */
@NullMarked
package dev.fairlead.proxy.ledger;

import org.jspecify.annotations.NullMarked;
