package dev.fairlead.catalog;

import dev.fairlead.catalog.load.HostRoutes;
import dev.fairlead.catalog.load.LazyTable;
import dev.fairlead.catalog.lock.LabelledLock;
import dev.fairlead.catalog.model.ServiceRow;
import dev.fairlead.catalog.region.Remembered;
import java.util.Queue;

/**
 * What the catalog holds: routes by host and port, services by id, and the lock that orders their
 * installing, refreshing and dropping.
 *
 * @param hosts routes by {@link dev.fairlead.catalog.load.HostKey}
 * @param services services by id
 * @param source where services come from, with the surroundings their views are made among
 * @param remembered the nodes that lived when this node last ran
 * @param lock the catalog's lock
 * @param tasks upkeep of the caches, left by any thread for the catalog writer; one at most per
 *     cache
 */
record Loaded(
    LazyTable<HostRoutes, HostRoutes> hosts,
    LazyTable<ServiceRow, LoadedService> services,
    ServiceSource source,
    Remembered remembered,
    LabelledLock lock,
    Queue<Runnable> tasks) {}
