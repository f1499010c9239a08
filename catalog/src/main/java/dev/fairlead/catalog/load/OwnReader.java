package dev.fairlead.catalog.load;

import dev.fairlead.gossip.replica.ReplicaReader;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread's connection to the replica: opened when first needed, and again after a failure.
 *
 * <p>Confined to its thread.
 */
public final class OwnReader implements AutoCloseable {
  private final Supplier<ReplicaReader> connections;
  private @Nullable ReplicaReader reader;

  /** Opens with {@code connections}, which must not share them. */
  public OwnReader(Supplier<ReplicaReader> connections) {
    this.connections = connections;
  }

  /**
   * What {@code read} makes of the connection, all of it seen at one moment; if it throws, the next
   * call opens a new one.
   */
  public <T extends @Nullable Object> T read(Function<ReplicaReader, T> read) {
    ReplicaReader open = reader == null ? connections.get() : reader;
    reader = open;
    boolean fine = false;
    try {
      T result = open.snapshot(() -> read.apply(open));
      fine = true;
      return result;
    } finally {
      if (!fine) {
        close();
      }
    }
  }

  @Override
  public void close() {
    ReplicaReader open = reader;
    reader = null;
    if (open != null) {
      open.close();
    }
  }
}
