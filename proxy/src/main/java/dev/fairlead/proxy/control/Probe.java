package dev.fairlead.proxy.control;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A question to one part of the node that only a working part answers.
 *
 * <p>At most one is under way: a part that hangs is not asked again and again, and its queue does
 * not grow. Thread-safe: the reference to the question under way is replaced by compare-and-set, so
 * that two pings share one.
 */
final class Probe {
  /** Questions and explanations at a time; a ping has at most two for each of its few parts. */
  private static final int MAX_ASKING = 32;

  /** Who asks: threads of their own, so that nothing they ask about can keep them from asking. */
  static final Executor ASKING =
      new ThreadPoolExecutor(
          0, MAX_ASKING, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), Probe::thread);

  private final String part;
  private final Supplier<CompletableFuture<String>> question;
  private final Supplier<String> waitsFor;
  private final AtomicReference<@Nullable CompletableFuture<String>> underWay =
      new AtomicReference<>();

  /**
   * A probe.
   *
   * @param part name of the part
   * @param question asks; completes with an empty text when the part works, otherwise with what it
   *     waits for
   * @param waitsFor says what the part waits for when it does not answer
   */
  Probe(String part, Supplier<CompletableFuture<String>> question, Supplier<String> waitsFor) {
    this.part = part;
    this.question = question;
    this.waitsFor = waitsFor;
  }

  String part() {
    return part;
  }

  /** What the part seems to wait for. */
  String waitsFor() {
    return waitsFor.get();
  }

  /** The answer to the question under way, asked now if there is none. */
  CompletableFuture<String> ask() {
    CompletableFuture<String> known = underWay.get();
    if (known != null && !known.isDone()) {
      return known.copy();
    }
    CompletableFuture<String> mine = new CompletableFuture<>();
    if (!underWay.compareAndSet(known, mine)) {
      return ask(); // another ping was faster; share its question
    }
    try {
      ASKING.execute(() -> start(mine));
    } catch (RejectedExecutionException full) {
      mine.complete("no thread is left to ask it");
    }
    return mine.copy();
  }

  private static Thread thread(Runnable asking) {
    return Thread.ofPlatform().daemon().name("probe").unstarted(asking);
  }

  private void start(CompletableFuture<String> answer) {
    try {
      var _ =
          question
              .get()
              .whenComplete((problem, failure) ->
                  answer.complete(failure == null ? problem : "failed: " + failure));
    } catch (RuntimeException e) {
      answer.complete("failed: " + e);
    }
  }
}
