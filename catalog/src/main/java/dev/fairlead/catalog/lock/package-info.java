/**
 * The labelled, timed reader-writer lock, its state word, ledger and ranks.
 *
 * <p>In: nothing. Out: every catalog package that installs, refreshes or evicts; never a lookup.
 */
@NullMarked
package dev.fairlead.catalog.lock;

import org.jspecify.annotations.NullMarked;
