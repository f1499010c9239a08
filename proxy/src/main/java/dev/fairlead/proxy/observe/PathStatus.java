package dev.fairlead.proxy.observe;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the way to another node's backhaul. Immutable.
 *
 * @param dead whether nothing was heard although it was asked: nothing is sent there
 * @param roundTrip an average, recent ones count more; null if none was measured
 * @param links connections that are open now
 */
public record PathStatus(boolean dead, @Nullable Duration roundTrip, int links) {}
