package dev.fairlead.proxy.check;

import dev.fairlead.catalog.model.InstanceRow.Health;
import java.time.Instant;

/**
 * What the owner of an instance shows of its checks.
 *
 * <p>Immutable.
 *
 * @param health what they say
 * @param since since when
 * @param reason how the last one ended
 */
public record CheckStatus(Health health, Instant since, String reason) {}
