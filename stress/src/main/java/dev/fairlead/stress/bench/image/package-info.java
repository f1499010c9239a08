/**
 * What opening the catalog's image and looking a key up in it cost, small and large.
 *
 * <p>In: images made of keys and payloads as long as real ones. Out: JMH benchmarks.
 */
@NullMarked
package dev.fairlead.stress.bench.image;

import org.jspecify.annotations.NullMarked;
