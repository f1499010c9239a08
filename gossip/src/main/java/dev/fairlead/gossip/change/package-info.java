/**
 * What is replicated, as plain records: streams, versions, cell and row changes, and the feed of
 * committed rows.
 *
 * <p>In: nothing; every other gossip package speaks in these records. Out: {@code replica} makes
 * and applies them, {@code spread} and {@code sync} carry them, {@code wire} turns them into bytes.
 */
@NullMarked
package dev.fairlead.gossip.change;

import org.jspecify.annotations.NullMarked;
