/**
 * The page of memory that a node and its watchdog share: each writes its half, each reads the
 * other's, and the watchdog reads on when the node cannot answer or has ended.
 *
 * <p>In: what the two processes note about themselves. Out: evidence, the verdict's facts, the
 * node's {@code fairlead_watchdog_*} metrics.
 */
@NullMarked
package dev.fairlead.watchdog.ledger;

import org.jspecify.annotations.NullMarked;
