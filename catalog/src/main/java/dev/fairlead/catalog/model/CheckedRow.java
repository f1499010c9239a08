package dev.fairlead.catalog.model;

import dev.fairlead.catalog.model.InstanceRow.Health;
import java.net.InetSocketAddress;

/**
 * An instance that a node owns and whose service wants it checked.
 *
 * <p>Immutable.
 *
 * @param id the row's id
 * @param service the service's id
 * @param endpoint where it listens
 * @param up whether its state is {@code up}; otherwise nobody asks whether it works
 * @param health what the row says now
 * @param spec how it is checked
 */
public record CheckedRow(
    String id,
    String service,
    InetSocketAddress endpoint,
    boolean up,
    Health health,
    CheckSpec spec) {}
