package dev.fairlead.watchdog;

import dev.fairlead.watchdog.link.Message;
import dev.fairlead.watchdog.process.Hello;
import dev.fairlead.watchdog.process.Life;
import dev.fairlead.watchdog.process.NodeProcess;
import dev.fairlead.watchdog.succession.Event;
import dev.fairlead.watchdog.verdict.Limits;
import dev.fairlead.watchdog.verdict.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes events of what processes say, of their ends and of verdicts.
 *
 * <p>What listeners and watches report, on their threads, becomes a step in the mailbox; all the
 * rest is for the supervising thread. Requests for sockets are answered here; until somebody has
 * looked for an orphan, who may hold them, they wait.
 */
final class Hearing implements NodeProcess.Listener, Life.Judge {
  /** A signal to the whole group, Ctrl-C for one, may end a node before it is noticed here. */
  private static final Duration SIGNAL_SPREAD = Duration.ofMillis(250);

  /** In place of the exit code of a process whose parent is another: ended, not by itself. */
  private static final int UNSEEN_END = 128;

  private final Journal journal;
  private final Charges charges;
  private final Outages outages;
  private final Mailbox mailbox;
  private final Consumer<Event> happened;
  private final Map<Integer, Life.Report> causes = new HashMap<>();
  private final List<Runnable> untilLooked = new ArrayList<>();
  private final List<Later> later = new ArrayList<>();
  private boolean looked;
  private boolean stopping;

  /** A step that has to wait. */
  private record Later(long dueNanos, Runnable step) {}

  /**
   * Hears nothing yet.
   *
   * @param happened takes the events
   */
  Hearing(
      Journal journal,
      Charges charges,
      Outages outages,
      Mailbox mailbox,
      Consumer<Event> happened) {
    this.journal = journal;
    this.charges = charges;
    this.outages = outages;
    this.mailbox = mailbox;
    this.happened = happened;
  }

  @Override
  public void said(int id, Message message) {
    mailbox.post(() -> hear(id, message));
  }

  @Override
  public void lost(int id) {
    mailbox.post(() -> {
      journal.warn("node " + charges.pid(id) + " closed its link and lives on");
      happened(new Event.Lost(id));
    });
  }

  @Override
  public void ended(int id, int exitCode) {
    mailbox.post(() -> hearEnd(id, exitCode));
  }

  @Override
  public void doubted(int id) {
    mailbox.post(() -> happened(new Event.Doubted(id)));
  }

  @Override
  public void judged(int id, Life.Report report) {
    mailbox.post(() -> weigh(id, report));
  }

  @Override
  public void broke(int id, RuntimeException why) {
    mailbox.post(() -> {
      journal.error("the watch over node " + charges.pid(id) + " broke and begins again: " + why);
      journal.trace(why);
      Charge charge = charges.get(id);
      if (charge != null) {
        charge.life = null;
      }
    });
  }

  /** Something happened that others saw. */
  void happened(Event event) {
    happened.accept(event);
  }

  /** From now on ends are what was asked for. */
  void stopping() {
    stopping = true;
  }

  /** Begins to watch a process as soon as it has said how, if it is to be watched. */
  void watch(Charge charge) {
    if (charge.watchSinceNanos != null && charge.hello != null && charge.life == null) {
      charge.life = Life.begin(charge.process, charge.hello, this);
    }
  }

  /** Why that process failed; taken, so that it is not said of another failure. */
  Life.Report cause(int id) {
    Life.Report known = causes.remove(id);
    long now = System.nanoTime();
    Verdict late = new Verdict.Silent("it did not do in time what it was told", 0);
    return known == null ? new Life.Report(late, now, now, List.of()) : known;
  }

  /** From now on requests for sockets are answered. */
  void lookedForOrphan() {
    looked = true;
    untilLooked.forEach(Runnable::run);
    untilLooked.clear();
  }

  /** Takes the steps that are due, and looks after watches that have not begun. */
  void mind() {
    long now = System.nanoTime();
    List<Later> due = later.stream().filter(step -> step.dueNanos() - now <= 0).toList();
    later.removeAll(due);
    due.forEach(step -> step.step().run());
    for (Charge charge : charges.all()) {
      watch(charge);
      Long since = charge.watchSinceNanos;
      if (since != null && charge.life == null && now - since > Limits.STARTUP.toNanos()) {
        charge.watchSinceNanos = null;
        Verdict mute = new Verdict.Silent("it never said who it is", now - since);
        weigh(charge.process.id(), new Life.Report(mute, now, since, List.of()));
      }
    }
  }

  private void hear(int id, Message message) {
    Charge charge = charges.get(id);
    if (charge == null) {
      message.discard();
      return;
    }
    try {
      said(id, charge, message);
    } catch (IllegalArgumentException nonsense) {
      message.discard();
      journal.warn("node " + charge.pid() + " is not understood: " + nonsense.getMessage());
    }
  }

  private void said(int id, Charge charge, Message message) {
    long pid = charge.pid();
    switch (message.verb()) {
      case "hello" -> hello(id, charge, Hello.of(message));
      case "bind" -> bind(charge, message);
      case "ready" -> {
        if (charge.watchSinceNanos == null) {
          journal.info(
              "spare %d is ready, %d ms after its start".formatted(pid, charge.millisSinceStart()));
        }
        happened(new Event.Ready(id));
      }
      case "serving" -> {
        outages.serving(pid);
        journal.info("node " + pid + " accepts");
        happened(new Event.Serving(id));
      }
      case "owning" -> owning(id, charge);
      case "released" -> {
        journal.info("node " + pid + " has handed over and drains");
        happened(new Event.Released(id));
      }
      case "failed" -> {
        journal.error("node " + pid + " failed: " + message.value("why", "it does not say why"));
        happened(new Event.Failed(id));
      }
      case "replace" -> {
        journal.info("node " + pid + " was asked for a new process in its place");
        happened(new Event.ReplaceAsked(id));
      }
      default -> {
        message.discard();
        journal.warn("node " + pid + " says '" + message.verb() + "', which means nothing here");
      }
    }
  }

  private void hello(int id, Charge charge, Hello hello) {
    charges.heard(charge, hello);
    watch(charge);
    happened(new Event.Hello(id, hello.spare(), hello.drain()));
  }

  private void bind(Charge charge, Message request) {
    if (!looked) {
      untilLooked.add(() -> bind(charge, request));
      return;
    }
    try {
      charge.process.send(charges.bind(charge, request));
    } catch (IOException ends) {
      journal.warn("node " + charge.pid() + " does not take its socket: " + ends.getMessage());
    }
  }

  private void owning(int id, Charge charge) {
    charge.owningSinceNanos = System.nanoTime();
    if (charge.life != null) {
      charge.life.saysItWorks();
    }
    Outage over = outages.owning(charge.pid());
    if (over == null) {
      journal.info(
          "node %d serves, %d ms after its start"
              .formatted(charge.pid(), charge.millisSinceStart()));
    } else {
      journal.info(
          "node %d serves again, %d ms without a good answer of node %d %s"
              .formatted(charge.pid(), over.silentMillis(), over.victim(), over.facts()));
    }
    outages.closeWhenAllIsKnown();
    happened(new Event.Owning(id));
    charges.closeUnclaimed();
  }

  private void weigh(int id, Life.Report report) {
    Charge charge = charges.get(id);
    if (charge == null || report.verdict() instanceof Verdict.Gone) {
      return; // its end is heard by itself
    }
    if (report.verdict().replace()) {
      causes.put(id, report);
      happened(new Event.Condemned(id, charges.traces(charge).ofAHang()));
      causes.remove(id);
    } else if (report.verdict() instanceof Verdict.Debugged) {
      journal.warn("node " + charge.pid() + " is not replaced: " + report.verdict().text());
    }
  }

  private void hearEnd(int id, int exitCode) {
    boolean bySignal = exitCode == 130 || exitCode == 143; // SIGINT, SIGTERM
    if (bySignal && !stopping) {
      later.add(new Later(System.nanoTime() + SIGNAL_SPREAD.toNanos(), () -> gone(id, exitCode)));
    } else {
      gone(id, exitCode);
    }
  }

  private void gone(int id, int exitCode) {
    Charge charge = charges.get(id);
    if (charge == null) {
      return;
    }
    int code = exitCode == Verdict.Gone.UNSEEN ? charge.leaving() ? 0 : UNSEEN_END : exitCode;
    Verdict gone = new Verdict.Gone(exitCode);
    long now = System.nanoTime();
    causes.put(
        id,
        charge.life == null ? new Life.Report(gone, now, now, List.of()) : charge.life.ended(gone));
    charge.endLife();
    happened(new Event.Gone(id, code, charges.traces(charge)));
    causes.remove(id);
    if (!outages.ended(charge.pid())) {
      journal.info("node " + charge.pid() + " has ended: " + gone.text());
    }
    charges.remove(id);
  }
}
