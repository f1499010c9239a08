package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a committed local transaction did. It is durable when this exists.
 *
 * <p>Immutable.
 *
 * @param statements one result per statement, in order
 * @param versions the version it got in each scope it changed; empty when nothing changed
 * @param time from begin to commit
 */
public record TransactionResult(
    List<StatementResult> statements, Map<Scope, Long> versions, Duration time) {
  /** Copies the collections. */
  public TransactionResult {
    statements = List.copyOf(statements);
    versions = Map.copyOf(versions);
  }

  /**
   * What one statement did.
   *
   * @param rowsAffected rows inserted, updated or deleted
   * @param time to run it
   */
  public record StatementResult(long rowsAffected, Duration time) {}
}
