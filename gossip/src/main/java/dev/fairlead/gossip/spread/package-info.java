/**
 * Carries a fresh change to everybody, once: pushed at its commit, forwarded on first receipt.
 *
 * <p>In: committed and received versions. Out: whom to send which version. Pure.
 */
@NullMarked
package dev.fairlead.gossip.spread;

import org.jspecify.annotations.NullMarked;
