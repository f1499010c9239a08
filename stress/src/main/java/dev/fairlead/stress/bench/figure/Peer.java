package dev.fairlead.stress.bench.figure;

/**
 * What something else measured of the same, in the same run.
 *
 * <p>Immutable.
 *
 * @param name what it is
 * @param sample its values, in the figure's unit
 */
public record Peer(String name, Sample sample) {}
