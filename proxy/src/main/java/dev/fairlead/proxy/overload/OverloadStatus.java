package dev.fairlead.proxy.overload;

/**
 * How it is.
 *
 * <p>Immutable.
 *
 * @param step what is done
 * @param shedPercent how many of a hundred new requests are shed
 * @param pressure of the resources
 * @param shed requests shed so far
 */
public record OverloadStatus(Step step, int shedPercent, Pressure pressure, long shed) {}
