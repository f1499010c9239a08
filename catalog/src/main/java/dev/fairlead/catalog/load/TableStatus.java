package dev.fairlead.catalog.load;

/**
 * What a {@link LazyTable} holds and has done.
 *
 * <p>Immutable.
 *
 * @param loaded keys held
 * @param bytes about what they weigh
 * @param maxBytes what they may weigh
 * @param rows rows they were made from, but for those whose id is their key
 * @param started loads begun since the start
 * @param inFlight loads begun and not finished
 * @param refreshed values replaced since the start
 * @param evicted values dropped for their weight or for being idle
 * @param absent keys known to be unknown
 * @param failed loads that failed since the start
 */
public record TableStatus(
    long loaded,
    long bytes,
    long maxBytes,
    int rows,
    long started,
    int inFlight,
    long refreshed,
    long evicted,
    long absent,
    long failed) {}
