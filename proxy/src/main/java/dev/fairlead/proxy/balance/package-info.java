/**
 * Candidates to one, and what is learned of them. Pure, but for the words that all event loops
 * share per instance.
 *
 * <p>In: routable instances with their load, how their answers went, a random source, the time.
 * Out: the chosen instance.
 */
@NullMarked
package dev.fairlead.proxy.balance;

import org.jspecify.annotations.NullMarked;
