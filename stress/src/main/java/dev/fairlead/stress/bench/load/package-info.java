/**
 * Load on a proxy, every kind bounded in time: wrk and h2load, whose output is read here, TLS
 * handshakes, and connections that stay idle.
 *
 * <p>In: an address. Out: what was answered, how often and how fast.
 */
@NullMarked
package dev.fairlead.stress.bench.load;

import org.jspecify.annotations.NullMarked;
