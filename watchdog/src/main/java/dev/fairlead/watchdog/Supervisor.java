package dev.fairlead.watchdog;

import dev.fairlead.watchdog.socket.HeldSockets;
import dev.fairlead.watchdog.socket.Notify;
import dev.fairlead.watchdog.succession.Directive;
import dev.fairlead.watchdog.succession.Event;
import dev.fairlead.watchdog.succession.Succession;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * Keeps a node running: one thread that owns all state and carries out what {@link Succession}
 * decides.
 *
 * <pre>
 *   links, watches, evidence, signals ──► mailbox ──► {@link Hearing} ──► event ──► Succession
 *                                            ▲                                       │
 *   processes, sockets, evidence             └────────── {@link Steward} ◄────── directives
 * </pre>
 *
 * <p>Nothing here waits but for the next step. {@link #run} belongs to one thread; {@link #stop}
 * and {@link #reload} may be called from any.
 */
final class Supervisor {
  /** How often the time itself is an event. */
  private static final Duration TICK = Duration.ofMillis(100);

  /** Steps in a row that fail unexpectedly before this process gives up. */
  private static final int MAX_BROKEN = 10;

  private final Journal journal;
  private final Mailbox mailbox = new Mailbox();
  private final Queue<Event> events = new ArrayDeque<>();
  private final Succession succession = new Succession(System.nanoTime());
  private final Charges charges;
  private final Outages outages;
  private final Notify notify;
  private final Hearing hearing;
  private final Steward steward;
  private final Rounds rounds;
  private final Bulletin bulletin;
  private boolean applying;
  private boolean stopping;
  private int broken;

  Supervisor(List<String> command, Journal journal, HeldSockets held, Notify notify) {
    this.journal = journal;
    this.notify = notify;
    this.charges = new Charges(command, held, notify);
    this.outages = new Outages(journal, mailbox);
    this.hearing = new Hearing(journal, charges, outages, mailbox, this::apply);
    this.steward =
        new Steward(journal, charges, outages, hearing, new Door(mailbox, System::nanoTime));
    this.rounds = new Rounds(journal, mailbox, charges, succession, this::apply);
    this.bulletin = new Bulletin(succession, charges, outages, notify);
  }

  /**
   * Supervises until the node needs no supervision any more; the exit code.
   *
   * @throws InterruptedException when the thread is told to leave everything as it is
   */
  int run() throws InterruptedException {
    try (charges) {
      apply(new Event.Tick());
      long tick = System.nanoTime();
      while (steward.exitCode() == null && broken < MAX_BROKEN) {
        long left = tick + TICK.toNanos() - System.nanoTime();
        Runnable step = mailbox.take(Duration.ofNanos(Math.max(0, left)));
        if (step != null) {
          take(step);
        } else {
          tick = System.nanoTime();
          take(this::tick);
        }
      }
      Integer code = steward.exitCode();
      if (code == null) {
        journal.error("gives up after errors of its own; nodes go on by themselves, unwatched");
      }
      steward.close();
      return code == null ? 1 : code;
    }
  }

  /** Ends the node and then {@link #run}; said again, hurries. Returns at once. */
  void stop() {
    mailbox.post(() -> {
      if (stopping) {
        journal.warn("told to stop again: ends everything at once");
        apply(new Event.Hurry());
      } else {
        stopping = true;
        hearing.stopping();
        journal.info("told to stop: ends its node");
        notify.stopping();
        apply(new Event.Stop());
      }
    });
  }

  /** Has the node read its configuration again. Returns at once. */
  void reload() {
    mailbox.post(() -> HangUp.passOn(charges.lastHello(), journal));
  }

  private void tick() {
    apply(new Event.Tick());
    steward.mind();
    hearing.mind();
    rounds.make();
    bulletin.issue();
  }

  /** An error here must not end the watch: it is said, and the next step is taken. */
  private void take(Runnable step) {
    try {
      step.run();
      broken = 0;
    } catch (RuntimeException unexpected) {
      broken++;
      applying = false;
      journal.error("error of the watchdog itself: " + unexpected);
      journal.trace(unexpected);
    }
  }

  /** Events that come up while one is carried out wait until that is done. */
  private void apply(Event event) {
    events.add(event);
    if (applying) {
      return;
    }
    applying = true;
    for (Event next = events.poll(); next != null; next = events.poll()) {
      for (Directive directive : succession.on(next, System.nanoTime())) {
        steward.carryOut(directive);
      }
      outages.announce();
    }
    applying = false;
  }
}
