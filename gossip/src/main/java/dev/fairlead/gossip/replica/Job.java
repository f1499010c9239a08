package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.ChangeId;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.replica.LocalWrites.CheckedStatement;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Something the writer is asked to do. Completed on the writer thread. */
sealed interface Job {
  /** Where the answer goes. */
  CompletableFuture<?> answer();

  /** How much work it is, in statements and changes, at least 1. */
  int weight();

  /**
   * A local transaction.
   *
   * @param statements what to run
   * @param answer its result
   */
  record Transact(List<CheckedStatement> statements, CompletableFuture<TransactionResult> answer)
      implements Job {
    @Override
    public int weight() {
      return 1 + statements.size();
    }
  }

  /**
   * Versions of other origins.
   *
   * @param versions what to apply
   * @param answer null, once durable
   */
  record Merge(List<Version> versions, CompletableFuture<Void> answer) implements Job {
    @Override
    public int weight() {
      return 1 + versions.stream().mapToInt(version -> 1 + version.changes().size()).sum();
    }
  }

  /**
   * An end of quarantine.
   *
   * @param id the version
   * @param answer whether it was in quarantine
   */
  record Lift(ChangeId id, CompletableFuture<Boolean> answer) implements Job {
    @Override
    public int weight() {
      return 1;
    }
  }

  /**
   * Nothing but an answer.
   *
   * @param answer null
   */
  record Ping(CompletableFuture<Void> answer) implements Job {
    @Override
    public int weight() {
      return 1;
    }
  }
}
