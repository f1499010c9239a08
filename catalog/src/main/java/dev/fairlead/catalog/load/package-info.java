/**
 * Loads a host or a service on its first use, once, off the event loops; forgets it when idle.
 *
 * <p>In: lookups that missed. Out: views in the cache.
 */
@NullMarked
package dev.fairlead.catalog.load;

import org.jspecify.annotations.NullMarked;
