package dev.fairlead.proxy.cli;

import dev.fairlead.proxy.control.Lifecycle;
import java.util.concurrent.CountDownLatch;

/** What a signal does to a node. */
final class Signals {
  private Signals() {}

  /**
   * A signal is a request to stop like any other: the exit code is 0 once everything is closed, as
   * the JVM's own would say that the signal killed it.
   */
  static void stop(Lifecycle lifecycle, CountDownLatch closed) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("signal")
                .unstarted(() -> {
                  if (closed.getCount() > 0) {
                    lifecycle.stop("signal");
                    await(closed);
                    Runtime.getRuntime().halt(ExitCode.DONE);
                  }
                }));
  }

  /** SIGHUP, which would end the process, has the node read its configuration again instead. */
  static void reload(Runnable reload) {
    dev.fairlead.watchdog.signal.Signals.on(reload, "HUP");
  }

  private static void await(CountDownLatch closed) {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
