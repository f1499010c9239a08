/**
 * One normal form of paths, for routing and forwarding alike. Pure.
 *
 * <p>In: the path of a request or of a route's row. Out: the same in normal form, or what is wrong
 * with it and where.
 */
@NullMarked
package dev.fairlead.catalog.path;

import org.jspecify.annotations.NullMarked;
