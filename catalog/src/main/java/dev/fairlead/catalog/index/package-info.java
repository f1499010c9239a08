/**
 * From the change feed to the loaded services it touches to their next views; one writer.
 *
 * <p>In: commits of the feed, membership changes. Out: refreshed views in the cache.
 */
@NullMarked
package dev.fairlead.catalog.index;

import org.jspecify.annotations.NullMarked;
