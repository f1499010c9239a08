/**
 * Half an hour in the life of a node: mixed load while everything around it changes.
 *
 * <p>In: a time and a seed. Out: every failure that no rule explains, and whether memory stays
 * flat.
 */
@NullMarked
package dev.fairlead.stress.soak;

import org.jspecify.annotations.NullMarked;
