package dev.fairlead.watchdog.ledger;

/**
 * A change as it stands in the ledger. Immutable.
 *
 * @param lane where it is applied
 * @param number counts the changes of that lane
 * @param atNanos {@link System#nanoTime} when it was begun
 * @param underWay whether it was begun and not finished
 * @param change the change
 */
public record NotedChange(
    ChangeLane lane, long number, long atNanos, boolean underWay, Change change) {}
