/**
 * The catalog table of targets: what a lookup, a first request, an instance in memory, a feed of
 * changes and a change elsewhere cost.
 *
 * <p>In: data sets of {@code dev.fairlead.stress.data}. Out: figures.
 */
@NullMarked
package dev.fairlead.stress.bench.catalog;

import org.jspecify.annotations.NullMarked;
