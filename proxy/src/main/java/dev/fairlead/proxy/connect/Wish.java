package dev.fairlead.proxy.connect;

import dev.fairlead.proxy.balance.Traits;
import dev.fairlead.proxy.route.Facts;
import dev.fairlead.proxy.route.Query;

/**
 * What is wanted of a {@link Dispatch}. Immutable.
 *
 * @param query the service
 * @param facts what else routing must know
 * @param client what can be told of who wants it
 */
public record Wish(Query query, Facts facts, Traits client) {}
