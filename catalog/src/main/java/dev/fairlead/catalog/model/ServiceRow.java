package dev.fairlead.catalog.model;

import java.util.List;

/**
 * All that the replica of this node holds of one service, read and checked.
 *
 * <p>Immutable, but for the counters of its instances.
 *
 * @param id the service's id
 * @param protocol {@code http}, {@code tcp}, {@code tls} or {@code udp}
 * @param policy how it wants to be served
 * @param instances its well-formed instances of this region, by id
 * @param instanceIds the ids of all its instance rows, malformed ones too
 * @param presence what the nodes of other regions say, by region and node
 * @param remarks what was ignored or malformed, one line each
 */
public record ServiceRow(
    String id,
    String protocol,
    Policy policy,
    List<Instance> instances,
    List<String> instanceIds,
    List<Presence> presence,
    List<String> remarks) {
  /** Copies the lists. */
  public ServiceRow {
    instances = List.copyOf(instances);
    instanceIds = List.copyOf(instanceIds);
    presence = List.copyOf(presence);
    remarks = List.copyOf(remarks);
  }
}
