/**
 * Load from outside whose clock does not wait for answers: requests are due at fixed times, on new
 * connections, on kept ones and as messages on streams, and nothing is retried.
 *
 * <p>In: addresses and rates. Out: what came of each request.
 */
@NullMarked
package dev.fairlead.stress.traffic;

import org.jspecify.annotations.NullMarked;
