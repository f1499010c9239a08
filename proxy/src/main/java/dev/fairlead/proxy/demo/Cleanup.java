package dev.fairlead.proxy.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has to be undone at the end, last first, once, whoever ends the demo.
 *
 * <p>Thread-safe: the end of the demo and Ctrl-C may meet; the second waits for the first.
 */
final class Cleanup implements AutoCloseable {
  private final Deque<Step> steps = new ArrayDeque<>();
  private boolean closed;

  /** One thing to undo. */
  interface Step {
    void undo() throws Exception;
  }

  /** Adds a step; runs it at once when the end has already come. */
  synchronized void add(Step step) {
    if (closed) {
      run(step);
    } else {
      steps.push(step);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    while (!steps.isEmpty()) {
      run(steps.pop());
    }
  }

  private static void run(Step step) {
    try {
      step.undo();
    } catch (Exception failed) {
      // The other steps matter more than this one; processes must not stay behind.
      System.err.println("fairlead: while cleaning up: " + failed);
    }
  }
}
