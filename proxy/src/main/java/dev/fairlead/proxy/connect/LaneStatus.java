package dev.fairlead.proxy.connect;

/**
 * How much is done for the requests of one service, now.
 *
 * <p>Immutable.
 *
 * @param waiting wait for a free place
 * @param retries made within the window of the budget
 * @param granted retries the budget has for that window
 */
public record LaneStatus(int waiting, long retries, long granted) {}
