/**
 * What choosing an instance costs, and what learning from its answer does.
 *
 * <p>In: services of a few to many instances. Out: JMH benchmarks.
 */
@NullMarked
package dev.fairlead.stress.bench.balance;

import org.jspecify.annotations.NullMarked;
