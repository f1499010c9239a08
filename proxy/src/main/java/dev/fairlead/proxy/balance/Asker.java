package dev.fairlead.proxy.balance;

import dev.fairlead.catalog.model.Instance;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Who wants an instance, as far as the choice depends on it.
 *
 * <p>Confined to the thread that chooses.
 *
 * @param tried those that are no choice, because they did not take it
 * @param random for {@code P2C}
 * @param turns grows by one with each choice, for {@code ROUND_ROBIN}
 * @param client for {@code HASH}
 */
public record Asker(
    Predicate<Instance> tried, RandomGenerator random, IntSupplier turns, Traits client) {}
