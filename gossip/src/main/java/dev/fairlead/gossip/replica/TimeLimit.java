package dev.fairlead.gossip.replica;

import java.sql.SQLException;
import java.time.Duration;
import org.sqlite.ProgressHandler;

/**
 * Interrupts a statement of one connection that runs too long.
 *
 * <p>SQLite asks every {@value #LOOK_EVERY} instructions of its machine. Confined to the thread of
 * the connection.
 */
final class TimeLimit extends ProgressHandler {
  private static final int LOOK_EVERY = 100_000;

  private final long limitNanos;
  private boolean running;
  private long begunNanos;

  private TimeLimit(Duration limit) {
    this.limitNanos = limit.toNanos();
  }

  /** Watches {@code database} from {@link #start} to {@link #stop}. */
  static TimeLimit of(Database database, Duration limit) throws SQLException {
    TimeLimit handler = new TimeLimit(limit);
    ProgressHandler.setHandler(database.connection(), LOOK_EVERY, handler);
    return handler;
  }

  void start() {
    begunNanos = System.nanoTime();
    running = true;
  }

  void stop() {
    running = false;
  }

  @Override
  protected int progress() {
    return running && System.nanoTime() - begunNanos > limitNanos ? 1 : 0;
  }
}
