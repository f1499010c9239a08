package dev.fairlead.proxy.observe;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Has every event loop do a piece of its work when a timer of its own rings.
 *
 * <p>A loop that runs tasks but no timers carries no traffic for long: connection attempts, idle
 * clients and retries end by timers. Thread-safe.
 */
public final class LoopProbe {
  private static final long TIMER_MILLIS = 1;

  private final List<EventLoop> loops;
  private final Runnable work;

  /** The answers of the question asked last, in the order of the loops; replaced, not changed. */
  private volatile List<CompletableFuture<Void>> asked = List.of();

  /**
   * A probe of these loops.
   *
   * @param work what carrying a request begins with; called on each loop
   */
  public LoopProbe(List<EventLoop> loops, Runnable work) {
    this.loops = List.copyOf(loops);
    this.work = work;
  }

  /** Completes once every loop has done the work; exceptionally when it fails on one. */
  public CompletableFuture<Void> ask() {
    List<CompletableFuture<Void>> answers = new ArrayList<>();
    for (EventLoop loop : loops) {
      CompletableFuture<Void> answer = new CompletableFuture<>();
      answers.add(answer);
      var _ = loop.schedule(() -> workOn(answer), TIMER_MILLIS, TimeUnit.MILLISECONDS);
    }
    asked = List.copyOf(answers);
    return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new));
  }

  /** The loops, by number, that have not answered the last question. */
  public List<Integer> silent() {
    List<CompletableFuture<Void>> answers = asked; // one read: a new question replaces the list
    List<Integer> silent = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      if (!answers.get(i).isDone()) {
        silent.add(i);
      }
    }
    return silent;
  }

  private void workOn(CompletableFuture<Void> answer) {
    try {
      work.run();
      answer.complete(null);
    } catch (RuntimeException | Error e) { // also Error: the question must not stay open
      answer.completeExceptionally(e);
    }
  }
}
