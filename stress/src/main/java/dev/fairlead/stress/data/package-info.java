/**
 * Seeded data sets of up to millions of services, in real replica files.
 *
 * <p>In: a seed and sizes. Out: data folders that benchmarks and drills open as a node would.
 */
@NullMarked
package dev.fairlead.stress.data;

import org.jspecify.annotations.NullMarked;
