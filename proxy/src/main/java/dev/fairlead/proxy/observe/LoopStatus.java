package dev.fairlead.proxy.observe;

/**
 * How one event loop is doing.
 *
 * <p>Immutable.
 *
 * @param name its thread's name
 * @param lagMillis how long the last tick waited, or the current one waits if that is longer
 * @param maxLagMillis the longest wait since the start
 * @param pendingTasks tasks queued on it
 * @param connections client connections and backhaul connections it owns
 * @param stack what its thread does when it is late, the frames that tell something, one a line;
 *     empty otherwise
 */
public record LoopStatus(
    String name,
    long lagMillis,
    long maxLagMillis,
    int pendingTasks,
    int connections,
    String stack) {}
