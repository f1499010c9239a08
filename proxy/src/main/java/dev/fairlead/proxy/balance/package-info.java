/**
 * Candidates to one. Pure.
 *
 * <p>In: routable instances with their load, a random source. Out: the chosen instance.
 */
@NullMarked
package dev.fairlead.proxy.balance;

import org.jspecify.annotations.NullMarked;
