/**
 * How long a real node process takes from its start to the first request it routed, on a data
 * folder of a million services, with and without a catalog image.
 *
 * <p>In: data sets, the launcher. Out: figures.
 */
@NullMarked
package dev.fairlead.stress.bench.start;

import org.jspecify.annotations.NullMarked;
