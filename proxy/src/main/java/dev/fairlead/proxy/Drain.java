package dev.fairlead.proxy;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets connections end by themselves, up to a limit. */
final class Drain {
  /** How long a node that stops waits for its connections; then they are cut. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  /** How long connections without a request may stay, for one that is on its way. */
  private static final Duration IDLE = Duration.ofSeconds(1);

  /** How long other regions have for the answers to what they sent; then it is cut. */
  private static final Duration OTHERS = Duration.ofSeconds(3);

  private static final Duration LOOK = Duration.ofMillis(20);

  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

  private Drain() {}

  /**
   * Stops accepting and waits until no client is connected any more, or {@link #LIMIT} is over.
   * Other regions are served meanwhile; they go elsewhere at the end.
   */
  static void finish(Proxy proxy) {
    proxy.drain();
    await(proxy::finished, IDLE);
    proxy.endIdle();
    await(proxy::finished, LIMIT.minus(IDLE));
    proxy.closeToOthers();
    await(proxy::left, OTHERS);
  }

  /**
   * As {@link #finish}, where another process serves meanwhile: connections without a request stay
   * as well, until shortly before the limit.
   *
   * @param hurry whether the process was told to end; then it is as any other that ends
   */
  static void atLeisure(Proxy proxy, Duration limit, BooleanSupplier hurry) {
    proxy.drain();
    await(() -> proxy.finished() || hurry.getAsBoolean(), limit.minus(IDLE));
    if (hurry.getAsBoolean()) {
      finish(proxy);
    } else {
      proxy.endIdle();
      await(() -> proxy.finished() || hurry.getAsBoolean(), IDLE);
    }
  }

  /**
   * As {@link #atLeisure}, where the process stays: what is left at the limit is cut.
   *
   * @param limit for all of it
   */
  static void within(Proxy proxy, Duration limit) {
    proxy.drain();
    Duration idle = limit.compareTo(IDLE) < 0 ? limit : IDLE;
    await(proxy::finished, limit.minus(idle));
    proxy.endIdle();
    await(proxy::finished, idle);
    int cut = proxy.cut();
    LOG.info("drained; {} connections of clients were cut at the limit", cut);
  }

  private static void await(BooleanSupplier done, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!done.getAsBoolean() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }
}
