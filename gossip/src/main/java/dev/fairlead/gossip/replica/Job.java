package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.replica.LocalWrites.CheckedStatement;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Something the writer is asked to do. Completed on the writer thread. */
sealed interface Job {
  /** Where the answer goes. */
  CompletableFuture<?> answer();

  /**
   * A local transaction.
   *
   * @param statements what to run
   * @param answer its result
   */
  record Transact(List<CheckedStatement> statements, CompletableFuture<TransactionResult> answer)
      implements Job {}

  /**
   * Versions of other origins.
   *
   * @param versions what to apply
   * @param answer null, once durable
   */
  record Merge(List<Version> versions, CompletableFuture<Void> answer) implements Job {}

  /**
   * Nothing but an answer.
   *
   * @param answer null
   */
  record Ping(CompletableFuture<Void> answer) implements Job {}
}
