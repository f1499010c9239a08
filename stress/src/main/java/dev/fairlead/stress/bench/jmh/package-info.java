/**
 * JMH, run from a program: alternating rounds of forked JVMs, and what they measured.
 *
 * <p>In: benchmark classes by name. Out: samples for {@code dev.fairlead.stress.bench.figure}.
 */
@NullMarked
package dev.fairlead.stress.bench.jmh;

import org.jspecify.annotations.NullMarked;
