package dev.fairlead.catalog.model;

/**
 * What one node tells the world of a service: how many of its instances take traffic.
 *
 * <p>Immutable.
 *
 * @param service the service
 * @param node the node that owns the instances
 * @param region the node's region
 * @param routable instances that can take traffic
 * @param pressure how loaded they are
 */
public record Presence(
    String service, String node, String region, int routable, Pressure pressure) {}
