package dev.fairlead.catalog.lock;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Runs a test's other threads, and waits for what they do. */
final class OtherThreads {
  private OtherThreads() {}

  /** A deadline that is over. */
  static long now() {
    return System.nanoTime();
  }

  /** A deadline that no test reaches. */
  static long soon() {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
  }

  static <T> CompletableFuture<T> onOther(Supplier<T> body) {
    return onOther(new CompletableFuture<>(), body);
  }

  /** Runs {@code body} on a thread of its own, which {@code thread} will be. */
  static <T> CompletableFuture<T> onOther(CompletableFuture<Thread> thread, Supplier<T> body) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          thread.complete(Thread.currentThread());
          try {
            result.complete(body.get());
          } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  static void until(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      Thread.onSpinWait();
      Thread.yield();
    }
  }
}
