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
 * @param instances its instances of this region that can be used
 * @param otherRows hashes of the ids of its other instance rows: those that are malformed, not
 *     complete, or of another region
 * @param presence what the nodes of other regions say, by region and node
 * @param remarks what was ignored or malformed, one line each
 */
public record ServiceRow(
    String id,
    String protocol,
    Policy policy,
    Instances instances,
    List<Integer> otherRows,
    List<Presence> presence,
    List<String> remarks) {
  /** Copies the lists. */
  public ServiceRow {
    otherRows = List.copyOf(otherRows);
    presence = List.copyOf(presence);
    remarks = List.copyOf(remarks);
  }
}
