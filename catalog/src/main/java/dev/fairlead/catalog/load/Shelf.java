package dev.fairlead.catalog.load;

import dev.fairlead.catalog.lock.LabelledLock;

/**
 * What a {@link LazyTable} and its {@link Loads} both work on.
 *
 * @param kind {@code host} or {@code service}, for labels and messages
 * @param source where values come from
 * @param lock the catalog's lock
 * @param kept the values held
 * @param outcomes the loads that gave none
 * @param older the values of an earlier life
 */
record Shelf<R, V>(
    String kind,
    Source<R, V> source,
    LabelledLock lock,
    Kept<V> kept,
    Outcomes outcomes,
    Older<V> older) {}
