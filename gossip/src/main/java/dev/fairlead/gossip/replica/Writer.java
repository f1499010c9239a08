package dev.fairlead.gossip.replica;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes the replica, and the queue before it.
 *
 * <p>{@link #submit} and {@link #queued} are thread-safe.
 */
final class Writer {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  /** Jobs waiting; beyond that a new one fails at once as overloaded. */
  static final int QUEUE = 4_096;

  /** Jobs that share one commit. */
  private static final int GROUP = 256;

  /** Changes and statements that share one commit, unless one job alone has more. */
  private static final int GROUP_WEIGHT = 20_000;

  private final Core core;
  private final LocalWrites localWrites;
  private final Merger merger;
  private final Announcer announcer;
  private final Storage storage;
  private final BlockingQueue<Job> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread thread;

  // Held shared while a job is put into the queue, exclusively to close: no job enters after the
  // last.
  private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
  private @Nullable String closed; // guarded by gate; why no job is taken any more
  private @Nullable Job next; // taken from the queue, too heavy for the batch before it

  Writer(Core core, LocalWrites localWrites, Merger merger, Announcer announcer) {
    this.core = core;
    this.storage = core.storage();
    this.localWrites = localWrites;
    this.merger = merger;
    this.announcer = announcer;
    this.thread = Thread.ofPlatform().name("fairlead-writer").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  int queued() {
    return queue.size(); // one more may be in the writer's hand
  }

  /** Queues {@code job}; if there is no place, its answer fails. */
  void submit(Job job) {
    gate.readLock().lock();
    try {
      if (closed != null) {
        fail(job, new ReplicaException(closed));
      } else if (!queue.offer(job)) {
        fail(job, new ReplicaException("overloaded: " + QUEUE + " writes are waiting"));
      }
    } finally {
      gate.readLock().unlock();
    }
  }

  /** Completes when the writer next comes by; see {@link Heartbeat}. */
  CompletableFuture<Void> heartbeat() {
    CompletableFuture<Void> beat = core.heartbeat().next();
    submit(new Job.Ping(new CompletableFuture<>())); // wakes it; no place means it is awake
    return beat;
  }

  /**
   * Finishes what is queued, takes nothing more, and ends the thread.
   *
   * @param why what is answered to further jobs
   */
  void close(String why) {
    CompletableFuture<Void> last = new CompletableFuture<>();
    gate.writeLock().lock();
    try {
      closed = closed == null ? why : closed;
    } finally {
      gate.writeLock().unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        queue.put(new Job.Ping(last)); // wakes the writer; the last job it takes
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean finished() {
    gate.readLock().lock();
    try {
      return closed != null && queue.isEmpty() && next == null;
    } finally {
      gate.readLock().unlock();
    }
  }

  private void run() {
    while (!finished()) {
      try {
        List<Job> jobs = takeBatch();
        core.heartbeat().beat();
        write(jobs);
      } catch (InterruptedException e) {
        LOG.warn("the writer was interrupted and goes on", e);
      }
    }
  }

  /** Waits for a job, then takes what else is there, up to a bounded amount of work. */
  private List<Job> takeBatch() throws InterruptedException {
    List<Job> jobs = new ArrayList<>();
    Job job = next == null ? queue.take() : next;
    next = null;
    int weight = 0;
    while (job != null) {
      weight += job.weight();
      if (weight > GROUP_WEIGHT && !jobs.isEmpty()) {
        next = job;
        return jobs;
      }
      jobs.add(job);
      job = jobs.size() < GROUP ? queue.poll() : null;
    }
    return jobs;
  }

  private void write(List<Job> jobs) {
    if (jobs.stream().allMatch(Job.Ping.class::isInstance)) {
      jobs.forEach(Writer::answer); // works also while the file does not
      return;
    }
    try {
      new Batch(core, localWrites, merger, announcer).run(jobs);
    } catch (Batch.Lost e) {
      rollBack();
      note(e);
      fail(e.culprit(), asReplicaException(e.reason()));
      jobs.stream().filter(job -> !job.equals(e.culprit())).forEach(job -> write(List.of(job)));
    } catch (SQLException | RuntimeException | Error e) { // also Error: nobody else could write
      rollBack();
      storage.failed(e);
      jobs.forEach(job -> {
        answer(job);
        fail(job, asReplicaException(e));
      });
    }
  }

  /** A job may take its transaction with it by its own fault: that is no trouble of the file. */
  private void note(Batch.Lost lost) {
    Exception reason = lost.reason();
    Throwable cause = reason instanceof ReplicaException ? reason.getCause() : reason;
    if (cause instanceof SQLException sql && Storage.isToBlame(sql)) {
      storage.failed(sql);
    } else if (lost.culprit() instanceof Job.Merge) {
      LOG.error("versions of other nodes cannot be merged", reason);
    }
  }

  private static void answer(Job job) {
    if (job instanceof Job.Ping ping) {
      ping.answer().complete(null);
    }
  }

  private void rollBack() {
    core.book().rolledBack();
    try {
      core.database().exec("ROLLBACK");
    } catch (SQLException e) {
      LOG.debug("SQLite had rolled back already", e);
    }
    try {
      core.sites().reload();
      core.parking().recount();
      core.quarantine().rolledBack();
    } catch (SQLException e) {
      LOG.error("the replica cannot be read", e);
    }
  }

  private static ReplicaException asReplicaException(Throwable e) {
    return switch (e) {
      case ReplicaException known -> known;
      case SQLException sql -> new ReplicaException(Database.message(sql), sql);
      default -> new ReplicaException("the writer failed: " + e, e);
    };
  }

  private static void fail(Job job, ReplicaException e) {
    job.answer().completeExceptionally(e);
  }
}
