package dev.fairlead.proxy.overload;

/**
 * How the process is doing at one moment.
 *
 * <p>Immutable.
 *
 * @param lagNanos how long a task waits on at least half of the event loops; one that hangs is the
 *     watchdog's to find
 * @param heapShare of the heap's limit, what the last collections left in use; 0 to 1
 * @param directShare of the limit of memory outside the heap, what buffers hold; 0 to 1
 */
public record Readings(long lagNanos, double heapShare, double directShare) {}
