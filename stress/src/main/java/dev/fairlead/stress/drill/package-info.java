/**
 * The region drill: three whole nodes under load while everything they route by changes, and an
 * oracle that knows what each answer may have been.
 *
 * <p>In: a seed and a time. Out: a verdict with evidence.
 */
@NullMarked
package dev.fairlead.stress.drill;

import org.jspecify.annotations.NullMarked;
