/**
 * What belongs to this region, how far the others are, and what this node tells the world of its
 * own.
 *
 * <p>In: membership and round-trip times. Out: distances for the views, presence rows for the
 * replica.
 */
@NullMarked
package dev.fairlead.catalog.region;

import org.jspecify.annotations.NullMarked;
