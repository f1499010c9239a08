/**
 * Upstream connections: pools per event loop, connecting, retries, and the backhaul to proxies of
 * other regions.
 *
 * <p>In: decisions. Out: channels ready to carry a request or a byte stream.
 */
@NullMarked
package dev.fairlead.proxy.connect;

import org.jspecify.annotations.NullMarked;
