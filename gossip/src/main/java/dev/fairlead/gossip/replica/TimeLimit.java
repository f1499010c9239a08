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
  private final Runnable meanwhile;
  private boolean running;
  private long begunNanos;

  private TimeLimit(Duration limit, Runnable meanwhile) {
    this.limitNanos = limit.toNanos();
    this.meanwhile = meanwhile;
  }

  /**
   * Watches {@code database} from {@link #start} to {@link #stop}.
   *
   * @param meanwhile called now and then while a statement runs, on its thread
   */
  static TimeLimit of(Database database, Duration limit, Runnable meanwhile) throws SQLException {
    TimeLimit handler = new TimeLimit(limit, meanwhile);
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
    meanwhile.run();
    return running && System.nanoTime() - begunNanos > limitNanos ? 1 : 0;
  }
}
