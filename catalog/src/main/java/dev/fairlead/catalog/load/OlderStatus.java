package dev.fairlead.catalog.load;

/**
 * What a {@link LazyTable} answered from the image.
 *
 * <p>Immutable.
 *
 * @param entries what the image holds; 0 when it is not used, or not any more
 * @param served lookups answered from it
 * @param unverified keys answered from it whose load is not done yet
 * @param verified keys whose load found the same
 * @param differed keys whose load found something else, or nothing
 */
public record OlderStatus(
    long entries, long served, long unverified, long verified, long differed) {}
