package dev.fairlead.catalog.index;

import dev.fairlead.catalog.lock.LockException;
import dev.fairlead.gossip.change.Commit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that makes next views: collects what arrives for about a millisecond, or four
 * while the feed is busy, then hands it to its {@link Work} as one round.
 *
 * <p>Offers never block and may come from any thread. Commits wait in a queue of {@value #MAILBOX};
 * when it is full they are dropped and the next round reloads everything instead.
 */
public final class WriterLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WriterLoop.class);

  private static final int MAILBOX = 8_192;
  private static final long COALESCE_NANOS = 1_000_000; // 1 ms

  /** While rounds follow each other closely: fewer of them cost less, and are felt by nobody. */
  private static final long COALESCE_BUSY_NANOS = 4_000_000; // 4 ms

  private static final long BUSY_NANOS = 8_000_000; // 8 ms from round to round
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final long JOIN_MILLIS = 5_000;

  private final Thread thread;
  private final MessagePassingQueue<Commit> mailbox = new MpscAtomicArrayQueue<>(MAILBOX);

  /** Bounded by who asks: each control command waits for its own. */
  private final Queue<CompletableFuture<Void>> pings = new ConcurrentLinkedQueue<>();

  /** As {@link #pings}. */
  private final Queue<CompletableFuture<Void>> beats = new ConcurrentLinkedQueue<>();

  /** Set by offers that found the mailbox full; taken by the round. Both are full fences. */
  private final AtomicBoolean lost = new AtomicBoolean();

  /** As {@link #lost}: the membership is not what it was. */
  private final AtomicBoolean membersChanged = new AtomicBoolean();

  /** Set by offers after they left something, taken by the loop before it looks: a doorbell. */
  private final AtomicBoolean rung = new AtomicBoolean();

  private volatile boolean closed;

  /** Written once, before the thread starts. */
  private @Nullable Work work;

  /** Confined to the thread, as is {@link #lastRound}. */
  private long nextSecond;

  private long lastRound;

  /** A loop that takes offers already, and works from {@link #start} on. */
  public WriterLoop() {
    this.thread = Thread.ofPlatform().name("catalog-writer").daemon().unstarted(this::run);
  }

  /** Starts the thread {@code catalog-writer}; {@code work} is called by it from now on. */
  public void start(Work todo) {
    work = todo;
    thread.start(); // publishes work
  }

  /** Leaves a commit. One that does not say what changed may have changed anything. */
  public void offer(Commit commit) {
    if (commit.rows().isEmpty() || !mailbox.offer(commit)) {
      lost.set(true);
    }
    ring();
  }

  /** Has the membership looked at. */
  public void membershipChanged() {
    membersChanged.set(true);
    ring();
  }

  /** Completes on the writer when it next comes by, also in the midst of a long round. */
  public CompletableFuture<Void> heartbeat() {
    CompletableFuture<Void> heard = new CompletableFuture<>();
    beats.add(heard);
    ring();
    return heard;
  }

  /** Answers the heartbeats asked for; {@link Work} calls it between the steps of a long round. */
  public void beat() {
    for (CompletableFuture<Void> beat = beats.poll(); beat != null; beat = beats.poll()) {
      beat.complete(null);
    }
  }

  /** Completes on the writer once a round that began after this call is done. */
  public CompletableFuture<Void> ping() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    pings.add(done);
    ring();
    return done;
  }

  /** Has a round begin soon. */
  public void ring() {
    if (!rung.getAndSet(true)) {
      LockSupport.unpark(thread);
    }
  }

  /** Commits waiting now. */
  public int queued() {
    return mailbox.size();
  }

  private void run() {
    nextSecond = System.nanoTime() + SECOND_NANOS;
    while (!closed) {
      awaitRing();
      rung.set(false);
      round();
    }
  }

  private void awaitRing() {
    long left = nextSecond - System.nanoTime();
    while (!rung.get() && left > 0 && !closed) {
      LockSupport.parkNanos(this, left);
      left = nextSecond - System.nanoTime();
    }
    if (rung.get() && !closed) {
      boolean busy = System.nanoTime() - lastRound < BUSY_NANOS;
      LockSupport.parkNanos(this, busy ? COALESCE_BUSY_NANOS : COALESCE_NANOS);
    }
    lastRound = System.nanoTime();
  }

  private void round() {
    beat();
    List<CompletableFuture<Void>> asked = new ArrayList<>();
    for (CompletableFuture<Void> ping = pings.poll(); ping != null; ping = pings.poll()) {
      asked.add(ping);
    }
    boolean all = lost.getAndSet(false); // before the drain: what is lost later is next round's
    List<Commit> commits = new ArrayList<>();
    mailbox.drain(commits::add, MAILBOX);
    if (!mailbox.isEmpty()) {
      ring();
    }
    try {
      work(Objects.requireNonNull(work), commits, all);
    } catch (RuntimeException | Error e) { // also Error: nobody else could do its work
      report(e);
      lost.set(true);
      nextSecond = Math.max(nextSecond, System.nanoTime() + SECOND_NANOS); // not in a tight loop
    }
    asked.forEach(ping -> ping.complete(null));
  }

  /** A lock that was not free names its holders: where this thread stood says nothing more. */
  private static void report(Throwable failure) {
    String what = "a round of the catalog writer failed; everything loaded will be refreshed";
    if (failure instanceof LockException) {
      LOG.warn("{}: {}", what, failure.getMessage());
    } else {
      LOG.error(what, failure);
    }
  }

  private void work(Work work, List<Commit> commits, boolean all) {
    if (all || !commits.isEmpty()) {
      work.changed(commits, all);
    }
    if (membersChanged.getAndSet(false)) {
      work.membership();
    }
    if (System.nanoTime() - nextSecond >= 0) {
      nextSecond = System.nanoTime() + SECOND_NANOS;
      work.everySecond();
    }
    work.upkeep();
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    pings.forEach(ping -> ping.cancel(false));
    beats.forEach(beat -> beat.cancel(false));
  }
}
