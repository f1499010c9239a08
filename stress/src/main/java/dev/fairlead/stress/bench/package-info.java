/**
 * The benchmarks behind {@code ./fairlead bench}: the tables of figures and targets, repeatable by
 * anyone.
 *
 * <p>In: the command line. Out: one line per figure. A figure that misses its target fails nothing.
 */
@NullMarked
package dev.fairlead.stress.bench;

import org.jspecify.annotations.NullMarked;
