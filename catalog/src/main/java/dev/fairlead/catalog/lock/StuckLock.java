package dev.fairlead.catalog.lock;

/**
 * A lock that could not be taken within a probe's limit.
 *
 * <p>Immutable.
 *
 * @param lock its name
 * @param waitsFor who is inside, with label and since when, or what its word says
 */
public record StuckLock(String lock, String waitsFor) {}
