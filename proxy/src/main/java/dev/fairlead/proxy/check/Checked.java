package dev.fairlead.proxy.check;

import dev.fairlead.catalog.model.CheckSpec;
import dev.fairlead.catalog.model.CheckedRow;
import dev.fairlead.catalog.model.InstanceRow.Health;
import dev.fairlead.proxy.check.CheckResult.Outcome;
import java.time.Instant;

/**
 * One instance at one endpoint that is checked in one way. When either changes, another one begins
 * from anew.
 *
 * <p>Confined to the checks thread, but for {@link #status} and what never changes.
 */
final class Checked {
  private final CheckedRow target;

  /** Tells those apart that are due at the same moment. */
  private final long number;

  private Condition condition = Condition.UNKNOWN;
  private Health rowHealth;
  private boolean up;
  private Life life = Life.CHECKED;

  /** When its next check is due; meaningful while it is in the timetable. */
  private long dueNanos;

  private boolean running;

  /** Volatile: written by the checks thread, read by whoever asks. */
  private volatile CheckStatus status;

  /** Whether it is still the one to be checked. */
  enum Life {
    /** It is. */
    CHECKED,
    /** Another one has its place. */
    REPLACED,
    /** Nobody is to check it any more. */
    RELEASED
  }

  /** Begins with nothing known but what the row says. */
  Checked(CheckedRow row, long number, Instant now) {
    this.target = row;
    this.number = number;
    this.rowHealth = row.health();
    this.up = row.up();
    this.status = new CheckStatus(Health.UNKNOWN, now, "not checked yet");
  }

  String id() {
    return target.id();
  }

  /** Where and how it is checked; of the rest of the row only the ids are still true. */
  CheckedRow target() {
    return target;
  }

  CheckSpec spec() {
    return target.spec();
  }

  long number() {
    return number;
  }

  /** Whether {@code row} still means this one. */
  boolean isFor(CheckedRow row) {
    return target.endpoint().equals(row.endpoint())
        && target.service().equals(row.service())
        && target.spec().equals(row.spec());
  }

  /** Whether its state allows traffic: nobody asks the others. */
  boolean up() {
    return up;
  }

  /** Takes over what the row says now; one that comes up again is judged from anew. */
  void row(CheckedRow row, Instant now) {
    rowHealth = row.health();
    if (up && !row.up()) {
      condition = Condition.UNKNOWN;
      status = new CheckStatus(Health.UNKNOWN, now, "not checked, its state is not up");
    }
    up = row.up();
  }

  /** The row says {@code health} now. */
  void rowHealth(Health health) {
    rowHealth = health;
  }

  Health rowHealth() {
    return rowHealth;
  }

  /** Notes how a check ended; true if that changed what they say. */
  boolean note(CheckResult result, Instant now) {
    running = false;
    if (life != Life.CHECKED || !up) {
      return false;
    }
    Condition before = condition;
    condition = before.after(result.outcome().event(), spec());
    boolean changed = condition.health() != before.health();
    if (changed || !status.reason().equals(result.reason())) {
      Instant since = changed ? now : status.since();
      status = new CheckStatus(condition.health(), since, result.reason());
    }
    return changed;
  }

  /** What the checks say; {@link Health#UNKNOWN} before the first. */
  Health health() {
    return condition.health();
  }

  /** Whether the row should say something else. */
  boolean differs() {
    return switch (life) {
      case CHECKED -> health() != Health.UNKNOWN && health() != rowHealth;
      case REPLACED -> false;
      case RELEASED -> health() != Health.UNKNOWN || rowHealth != Health.UNKNOWN;
    };
  }

  Life life() {
    return life;
  }

  void end(Life how) {
    life = how;
  }

  boolean running() {
    return running;
  }

  /** Its check begins. */
  void begins() {
    running = true;
  }

  long dueNanos() {
    return dueNanos;
  }

  void due(long nanos) {
    dueNanos = nanos;
  }

  CheckStatus status() {
    return status;
  }

  /** A result of this node's own making: the check did not take place. */
  static CheckResult notMade(String why) {
    return new CheckResult(Outcome.NOT_MADE, "not checked: " + why);
  }
}
