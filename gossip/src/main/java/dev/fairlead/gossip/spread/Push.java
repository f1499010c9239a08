package dev.fairlead.gossip.spread;

import dev.fairlead.gossip.change.Version;

/**
 * Here is a fresh version.
 *
 * <p>Immutable.
 *
 * @param version what was committed
 */
public record Push(Version version) {}
