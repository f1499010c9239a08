/**
 * What a route says beyond where it leads, read once when the route is loaded. Pure.
 *
 * <p>In: the {@code options} column. Out: redirect, prefix to strip, header edits, split, networks
 * and rate as values that requests are held against, and what of the column cannot be applied.
 */
@NullMarked
package dev.fairlead.catalog.options;

import org.jspecify.annotations.NullMarked;
