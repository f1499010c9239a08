package dev.fairlead.gossip;

import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.replica.Replica;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Received versions on their way into the replica.
 *
 * <p>One merge runs at a time; what arrives meanwhile is the next batch. At most {@value
 * #MAX_WAITING} versions of {@value #MAX_WAITING_BYTES} bytes wait; beyond it a version is dropped
 * and counted, and the next synchronisation brings it again. Confined to the gossip loop, but for
 * {@link #lastLagMillis}.
 */
final class MergeQueue {
  static final int MAX_WAITING = 8192;
  static final long MAX_WAITING_BYTES = 64 << 20; // 64 MiB

  /** Nobody writes this many versions between two synchronisations; a larger number is poison. */
  static final long MAX_AHEAD = 1 << 20;

  private static final int MAX_BATCH = 1000;
  private static final Logger LOG = LoggerFactory.getLogger(MergeQueue.class);

  private final Replica replica;
  private final String region;
  private final Executor loop;
  private final FeedCounters counters;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private boolean merging;

  /** Written by the writer thread, read by {@code show feed}. */
  private volatile long lastLagMillis = -1;

  MergeQueue(Replica replica, String region, Executor loop, FeedCounters counters) {
    this.replica = replica;
    this.region = region;
    this.loop = loop;
    this.counters = counters;
  }

  /** Whether {@code version} may be merged at all. A refusal is counted. */
  boolean admits(Version version) {
    Stream stream = version.stream();
    boolean plausible = version.number() <= replica.vector().of(stream).head() + MAX_AHEAD;
    boolean own = stream.origin().equals(replica.site());
    if (plausible && !own && stream.scope().reaches(region)) {
      return true;
    }
    counters.versionsDropped.increment();
    return false;
  }

  /** A version, and how long the message was that brought it. */
  private record Waiting(Version version, int bytes) {}

  /** Merges {@code version} soon, which came in a message of {@code bytes}. */
  void add(Version version, int bytes) {
    if (waiting.size() >= MAX_WAITING || waitingBytes + bytes > MAX_WAITING_BYTES) {
      counters.versionsDropped.increment();
      return;
    }
    waiting.add(new Waiting(version, bytes));
    waitingBytes += bytes;
    mergeNext();
  }

  /** Merges {@code versions} now, then runs {@code done} on the loop, also if it failed. */
  void merge(List<Version> versions, Runnable done) {
    CompletableFuture<Void> merged =
        versions.isEmpty() ? CompletableFuture.completedFuture(null) : replica.merge(versions);
    var _ = merged.whenComplete((nothing, failure) -> finish(versions, failure, done));
  }

  /** From the origin's commit to the commit here, of the last version merged; -1 before any. */
  long lastLagMillis() {
    return lastLagMillis;
  }

  private void mergeNext() {
    if (merging || waiting.isEmpty()) {
      return;
    }
    List<Version> batch = new ArrayList<>();
    while (batch.size() < MAX_BATCH && !waiting.isEmpty()) {
      Waiting next = waiting.remove();
      waitingBytes -= next.bytes();
      batch.add(next.version());
    }
    merging = true;
    merge(
        batch,
        () -> {
          merging = false;
          mergeNext();
        });
  }

  /** On the writer thread. */
  private void finish(List<Version> versions, @Nullable Throwable failure, Runnable done) {
    if (failure == null) {
      noteLag(versions);
    } else {
      counters.versionsDropped.add(versions.size());
      LOG.debug("cannot merge {} versions; the writer said why", versions.size(), failure);
    }
    try {
      loop.execute(done);
    } catch (RejectedExecutionException e) {
      LOG.debug("closed while a merge ran", e);
    }
  }

  private void noteLag(List<Version> versions) {
    if (!versions.isEmpty()) {
      lastLagMillis =
          Math.max(0, System.currentTimeMillis() - versions.getLast().committedAtMillis());
    }
  }
}
