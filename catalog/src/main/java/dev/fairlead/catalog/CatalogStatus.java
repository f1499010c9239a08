package dev.fairlead.catalog;

import dev.fairlead.catalog.load.TableStatus;
import org.jspecify.annotations.Nullable;

/**
 * What {@code show catalog} says.
 *
 * <p>Immutable. Its parts may be moments apart.
 *
 * @param hosts routes by host and port
 * @param services services by id
 * @param hits lookups answered with a service
 * @param misses lookups answered otherwise
 * @param loadsQueued loads that wait for a reader
 * @param commitsQueued commits that wait for the catalog writer
 * @param malformedRows how often a row was read that could not be used
 * @param optionFaults how often an option of a route was read that is not applied
 * @param image what outlives the process; null if nothing does
 */
public record CatalogStatus(
    TableStatus hosts,
    TableStatus services,
    long hits,
    long misses,
    int loadsQueued,
    int commitsQueued,
    long malformedRows,
    long optionFaults,
    @Nullable ImageStatus image) {}
