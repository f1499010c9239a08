package dev.fairlead.gossip.sync;

import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.VersionRange;

/**
 * A range of versions somebody asks for.
 *
 * <p>Immutable.
 *
 * @param stream the stream
 * @param range the numbers
 */
public record Wanted(Stream stream, VersionRange range) {}
