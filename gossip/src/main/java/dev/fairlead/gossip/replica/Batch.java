package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.ChangeId;
import dev.fairlead.gossip.change.Known;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.Version;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One SQLite transaction that carries everything waiting: each job in a savepoint of its own, all
 * made durable by one commit, each answered only after it.
 *
 * <pre>
 * BEGIN ─► job: SAVEPOINT ─► run ─► RELEASE     ─► … ─► book ─► COMMIT ─► listeners, answers
 *                             └► ROLLBACK TO, the job's answer fails
 * </pre>
 *
 * <p>Confined to the writer thread.
 */
final class Batch {
  private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

  private final Core core;
  private final LocalWrites localWrites;
  private final Merger merger;
  private final Announcer announcer;
  private final Heartbeat heartbeat;
  private final List<Runnable> afterCommit = new ArrayList<>();

  Batch(Core core, LocalWrites localWrites, Merger merger, Announcer announcer) {
    this.core = core;
    this.localWrites = localWrites;
    this.merger = merger;
    this.announcer = announcer;
    this.heartbeat = core.heartbeat();
  }

  /**
   * SQLite ended the whole transaction because of one job; the others deserve another try.
   *
   * <p>Happens when a statement is interrupted at its time limit, or the disk is full.
   */
  static final class Lost extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Job culprit;
    private final transient Exception reason;

    Lost(Job culprit, Exception cause) {
      super(cause);
      this.culprit = culprit;
      this.reason = cause;
    }

    Job culprit() {
      return culprit;
    }

    Exception reason() {
      return reason;
    }
  }

  /**
   * Runs all jobs and answers them.
   *
   * @throws Lost if one of them took the transaction with it
   * @throws SQLException if the transaction could not be begun or committed; nothing is durable
   */
  void run(List<Job> jobs) throws SQLException, Lost {
    core.database().exec("BEGIN IMMEDIATE");
    for (Job job : jobs) {
      runInSavepoint(job);
    }
    core.book().persist();
    core.database().exec("COMMIT");
    core.storage().worked();
    core.book().committed();
    core.parking().committed();
    core.quarantine().committed();
    afterCommit.forEach(Runnable::run);
  }

  private void runInSavepoint(Job job) throws SQLException, Lost {
    heartbeat.beat();
    Map<Stream, Known> held = core.book().mark();
    core.database().exec("SAVEPOINT job");
    try {
      switch (job) {
        case Job.Transact transact -> run(transact);
        case Job.Merge merge -> run(merge);
        case Job.Lift lift -> run(lift);
        case Job.Ping ping -> afterCommit.add(() -> ping.answer().complete(null));
      }
      core.database().exec("RELEASE job");
    } catch (ReplicaException e) {
      if (e.getCause() instanceof SQLException sql && Storage.isToBlame(sql)) {
        throw new Lost(job, e);
      }
      undo(job, held, e);
    } catch (SQLException e) {
      throw new Lost(job, e);
    } catch (RuntimeException e) {
      LOG.error("a job of the writer failed in an unforeseen way; the others go on", e);
      undo(job, held, new ReplicaException("the writer failed: " + e, e));
    }
  }

  /** Undoes one job in the file and in what is remembered of the file, and fails its answer. */
  private void undo(Job job, Map<Stream, Known> held, ReplicaException cause) throws Lost {
    try {
      core.database().exec("ROLLBACK TO job");
      core.database().exec("RELEASE job");
      core.book().backTo(held);
      core.quarantine().rolledBack();
      if (job instanceof Job.Merge) { // it may have numbered sites and parked changes
        core.sites().reload();
        core.parking().recount();
      }
      afterCommit.add(() -> job.answer().completeExceptionally(cause));
    } catch (SQLException e) {
      cause.addSuppressed(e);
      throw new Lost(job, cause);
    }
  }

  private void run(Job.Transact transact) throws SQLException {
    LocalWrites.Outcome outcome = localWrites.run(transact.statements());
    CommitRows rows = new CommitRows();
    for (Version version : outcome.versions()) {
      rows.by(new ChangeId(version.stream(), version.number()));
      core.book().hold(version.stream(), version.number());
      rows.add(version.changes());
      rows.at(version.committedAtMillis());
    }
    afterCommit.add(() -> {
      announcer.local(outcome.versions(), rows);
      complete(transact.answer(), outcome.result());
    });
  }

  private void run(Job.Merge merge) throws SQLException {
    CommitRows rows = new CommitRows();
    merger.merge(merge.versions(), rows);
    afterCommit.add(() -> {
      announcer.merged(rows);
      merge.answer().complete(null);
    });
  }

  private void run(Job.Lift lift) throws SQLException {
    CommitRows rows = new CommitRows();
    boolean lifted = core.quarantine().lift(lift.id(), rows);
    afterCommit.add(() -> {
      announcer.merged(rows);
      complete(lift.answer(), lifted);
    });
  }

  private static <T> void complete(CompletableFuture<T> answer, T value) {
    answer.complete(value);
  }
}
