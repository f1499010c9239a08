package dev.fairlead.gossip.replica;

import java.nio.file.Path;

/**
 * What a replica is opened with.
 *
 * <p>Immutable.
 *
 * @param data the folder of {@code replica.db}; exists
 * @param node this node's name, the default owner of its instances
 * @param region this node's region, the scope of its regional rows
 * @param precautions against poisoned changes
 */
public record ReplicaSettings(Path data, String node, String region, Precautions precautions) {
  /** Without precautions. */
  public ReplicaSettings(Path data, String node, String region) {
    this(data, node, region, Precautions.NONE);
  }

  /** The same with precautions. */
  public ReplicaSettings with(Precautions taken) {
    return new ReplicaSettings(data, node, region, taken);
  }
}
