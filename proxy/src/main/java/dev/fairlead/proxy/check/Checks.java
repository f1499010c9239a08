package dev.fairlead.proxy.check;

import dev.fairlead.catalog.load.CheckQuery;
import dev.fairlead.catalog.load.OwnReader;
import dev.fairlead.gossip.change.ChangeFeed.Subscription;
import dev.fairlead.gossip.change.Commit;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaReader;
import dev.fairlead.gossip.replica.Statement;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the instances that this node owns, for as long as this process is the node.
 *
 * <pre>
 *   replica's writer ── commits ──┐                        ┌── connections ──► event loops
 *   event loops ────── results ───┼──► the checks thread ──┤
 *   a transaction is over ────────┘                        └── transactions ──► replica
 * </pre>
 *
 * <p>One thread decides, at most 50 times a second, and may block on the file; the event loops
 * carry the checks. Commits wait in a queue of {@value #MAILBOX}; when it is full they are dropped
 * and everything is read again. Results are as many as checks run. Thread-safe.
 */
public final class Checks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Checks.class);

  private static final int MAILBOX = 8_192;

  /** From round to round at least: what happens meanwhile is taken together. */
  private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long JOIN_MILLIS = 5_000;

  private final Replica replica;
  private final CheckQuery query;
  private final OwnReader reader;
  private final CheckBook book;
  private final CheckMeters meters;
  private final CheckRunner runner;
  private final HealthLog log = new HealthLog(System.nanoTime());
  private final Thread thread;
  private final Subscription commits;

  private final MessagePassingQueue<Commit> mailbox = new MpscAtomicArrayQueue<>(MAILBOX);

  /** Bounded by the checks that run. */
  private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();

  /** Set by the feed when the mailbox was full; taken by the round. Both are full fences. */
  private final AtomicBoolean lost = new AtomicBoolean();

  /** Set by who left something, after that; taken by the round before it looks: a doorbell. */
  private final AtomicBoolean rung = new AtomicBoolean();

  /** Volatile: set by who closes, read by the thread. */
  private volatile boolean closed;

  // Confined to the thread:
  private @Nullable CompletableFuture<?> writing;
  private long lastRound = System.nanoTime() - ROUND_NANOS;
  private long wake = lastRound;
  private long readNotBefore = lastRound;

  /** A check that is over. */
  private record Ended(Checked instance, CheckResult result) {}

  private Checks(
      Replica replica,
      String node,
      List<EventLoop> loops,
      MeterRegistry registry,
      RandomGenerator random) {
    this.replica = replica;
    this.query = new CheckQuery(node);
    this.reader = new OwnReader(replica::newServedReader);
    this.book = new CheckBook(node, random, InstantSource.system());
    this.meters = new CheckMeters(registry, book);
    this.runner = new CheckRunner(loops, this::over, this::ring);
    this.thread = Thread.ofPlatform().name("checks").daemon().unstarted(this::run);
    this.commits = replica.feed().subscribe(this::offer);
  }

  /**
   * Starts checking what {@code node} owns.
   *
   * @param replica of this node, written by this process
   * @param loops carry the connections
   * @param random spreads the checks over time
   */
  public static Checks start(
      Replica replica,
      String node,
      List<EventLoop> loops,
      MeterRegistry meters,
      RandomGenerator random) {
    Checks checks = new Checks(replica, node, loops, meters, random);
    checks.thread.start();
    return checks;
  }

  /** What the checks of an instance say; null if this node does not check it. */
  public @Nullable CheckStatus status(String instance) {
    return book.status(instance);
  }

  /** On the replica's writer thread. */
  private void offer(Commit commit) {
    if (!CheckBook.mayMatter(commit)) {
      return;
    }
    if (!mailbox.offer(commit)) {
      lost.set(true);
    }
    ring();
  }

  /** On an event loop. */
  private void over(Checked instance, CheckResult result) {
    ended.add(new Ended(instance, result));
    ring();
  }

  private void ring() {
    if (!rung.getAndSet(true)) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!closed) {
      await();
      rung.set(false);
      lastRound = System.nanoTime();
      try {
        round();
      } catch (RuntimeException | Error e) { // also Error: nobody else could do its work
        LOG.error("a round of checks failed; everything will be read again", e);
        book.readEverything();
        readNotBefore = lastRound + SECOND_NANOS;
        wake = readNotBefore;
      }
    }
    reader.close();
  }

  private void await() {
    long soonest = lastRound + ROUND_NANOS;
    while (!closed) {
      long next = rung.get() || wake - soonest < 0 ? soonest : wake;
      long left = next - System.nanoTime();
      if (left <= 0) {
        return;
      }
      LockSupport.parkNanos(this, left);
    }
  }

  private void round() {
    takeCommits();
    takeResults();
    long now = System.nanoTime();
    if (book.mustRead() && (!book.mustReadEverything() || now - readNotBefore >= 0)) {
      read();
      now = System.nanoTime();
    }
    for (Checked due = next(now); due != null; due = next(now)) {
      runner.begin(due);
    }
    write(now);
    log.tick(now);
    // The first connection that is free again rings; so does the end of a transaction.
    long latest = now + SECOND_NANOS;
    wake = runner.free() ? book.nextNanos(now, latest) : latest;
  }

  private @Nullable Checked next(long now) {
    return runner.free() ? book.begin(now) : null;
  }

  private void takeCommits() {
    if (lost.getAndSet(false)) { // before the drain: what is lost later is next round's
      book.readEverything();
    }
    mailbox.drain(book::changed, MAILBOX);
    if (!mailbox.isEmpty()) {
      ring();
    }
  }

  private void takeResults() {
    for (Ended each = ended.poll(); each != null; each = ended.poll()) {
      meters.ended(each.result());
      if (book.ended(each.instance(), each.result())) {
        log.changed(each.instance(), System.nanoTime());
      }
    }
  }

  /** Blocks on the file. What changed is read row by row; of everything at most once a second. */
  private void read() {
    ToRead.Batch batch = book.takeToRead();
    boolean fine = false;
    try {
      reader.read(connection -> read(batch, connection));
      fine = true;
    } finally {
      if (!fine) {
        book.readEverything();
      }
    }
  }

  private boolean read(ToRead.Batch batch, ReplicaReader connection) {
    long now = System.nanoTime();
    if (batch.everything()) {
      readNotBefore = now + SECOND_NANOS;
      book.all(query.all(connection), now);
    }
    for (String service : batch.services()) {
      book.service(service, query.ofService(connection, service), now);
    }
    for (String id : batch.instances()) {
      book.one(id, query.one(connection, id), now);
    }
    return true;
  }

  private void write(long now) {
    CompletableFuture<?> last = writing;
    if (last != null) {
      if (!last.isDone()) {
        return;
      }
      writing = null;
      book.written(!last.isCompletedExceptionally(), now);
      if (last.isCompletedExceptionally()) {
        LOG.warn("health of instances not written, will be tried again", last.exceptionNow());
      }
    }
    List<Statement> statements = book.write(now);
    if (!statements.isEmpty()) {
      writing = replica.transact(statements).whenComplete((_, _) -> ring());
    }
  }

  /** Ends. Checks under way end by themselves, unheard, within their time limit. */
  @Override
  public void close() {
    commits.close();
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    runner.close();
  }
}
