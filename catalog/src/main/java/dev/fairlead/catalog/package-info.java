/**
 * What can be reached from here: host, path and port to a service and its instances.
 *
 * <p>In: rows of the replica and its change feed, membership. Out: immutable views that {@code
 * dev.fairlead.proxy} routes by.
 */
@NullMarked
package dev.fairlead.catalog;

import org.jspecify.annotations.NullMarked;
