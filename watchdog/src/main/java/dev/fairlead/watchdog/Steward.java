package dev.fairlead.watchdog;

import dev.fairlead.watchdog.process.Adoption;
import dev.fairlead.watchdog.process.Hello;
import dev.fairlead.watchdog.socket.AcceptQueue;
import dev.fairlead.watchdog.socket.Fallback;
import dev.fairlead.watchdog.socket.HeldSocket;
import dev.fairlead.watchdog.succession.Directive;
import dev.fairlead.watchdog.succession.Directive.Order;
import dev.fairlead.watchdog.succession.Event;
import dev.fairlead.watchdog.succession.Terms;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries out directives, one after the other, without a policy of its own. Used by the supervising
 * thread.
 *
 * <p>What cannot be done is said, and comes back as an event where it matters: a process that is
 * not there to be told anything is about to be heard to have ended.
 */
final class Steward implements Door.Visitor, AutoCloseable {
  /** Whose queues hold no requests of clients. */
  private static final Set<String> NOT_CLIENTS = Set.of("control", "admin", "gossip.tcp");

  private final Journal journal;
  private final Charges charges;
  private final Outages outages;
  private final Hearing hearing;
  private final Door door;
  private @Nullable Fallback fallback;
  private @Nullable Integer exitCode;

  Steward(Journal journal, Charges charges, Outages outages, Hearing hearing, Door door) {
    this.journal = journal;
    this.charges = charges;
    this.outages = outages;
    this.hearing = hearing;
    this.door = door;
  }

  /** With what the watchdog is to end; null while it is not. */
  @Nullable Integer exitCode() {
    return exitCode;
  }

  /** Looks after what takes time; called now and then. */
  void mind() {
    door.mind();
  }

  /** Does it. */
  void carryOut(Directive directive) {
    switch (directive) {
      case Directive.Spawn(int id, Terms terms) -> spawn(id, terms);
      case Directive.Tell(int id, Order order) -> tell(id, order);
      case Directive.Watch(int id) -> watch(id);
      case Directive.Unwatch(int id) -> unwatch(id);
      case Directive.Incident(int id) -> outages.open(hearing.cause(id), charges.pid(id));
      case Directive.Examine(int id) -> examine(id);
      case Directive.Terminate(int id) -> terminate(id);
      case Directive.Kill(int id) -> kill(id);
      case Directive.Look(int id) -> look(id);
      case Directive.ResetQueues _ -> resetQueues();
      case Directive.StandIn _ -> standIn();
      case Directive.StandDown _ -> standDown();
      case Directive.GiveBack(int id, List<String> changes) -> giveBack(id, changes);
      case Directive.Say(boolean loud, String text) -> say(loud, text);
      case Directive.Exit(int code) -> exitCode = code;
    }
  }

  private void spawn(int id, Terms terms) {
    try {
      Charge started = charges.spawn(id, terms, outages.underWay(), hearing);
      journal.info("process " + started.pid() + " started");
    } catch (IOException refused) {
      journal.error("cannot start the node: " + refused.getMessage());
      hearing.happened(new Event.NotStarted(id));
    }
  }

  private void tell(int id, Order order) {
    if (order == Order.SERVE || order == Order.OWN) {
      outages.succeededBy(charges.pid(id));
    }
    try {
      charges.tell(id, order);
    } catch (IOException unheard) {
      journal.warn("node " + charges.pid(id) + ": " + unheard.getMessage());
    }
  }

  private void watch(int id) {
    Charge charge = charges.get(id);
    if (charge != null) {
      charge.watchSinceNanos = System.nanoTime();
      hearing.watch(charge);
    }
  }

  private void unwatch(int id) {
    Charge charge = charges.get(id);
    if (charge != null) {
      charge.endLife();
    }
  }

  private void examine(int id) {
    Charge charge = charges.get(id);
    Runnable examined = () -> hearing.happened(new Event.Examined(id));
    if (charge == null) {
      examined.run();
    } else {
      Hello hello = charge.hello == null ? charges.lastHello() : charge.hello;
      outages.examine(charge, hello, examined);
    }
  }

  private void terminate(int id) {
    Charge charge = charges.get(id);
    if (charge != null) {
      charge.process.terminate();
    }
  }

  private void kill(int id) {
    Charge charge = charges.get(id);
    if (charge != null) {
      charge.process.kill();
    }
  }

  private void look(int id) {
    Charge charge = charges.get(id);
    if (charge != null && charge.hello != null) {
      door.look(charge.hello.data(), this);
    }
  }

  @Override
  public void found(Adoption.@Nullable Found orphan) {
    if (orphan != null) {
      Charge adopted = charges.adopt(orphan);
      outages.goOnFrom(adopted.process.ledger().watchdogState().past());
      journal.info("node " + adopted.pid() + " has lost its watchdog and is adopted");
      orphan.hear(hearing);
    }
    hearing.lookedForOrphan();
    hearing.happened(new Event.Looked(orphan != null));
  }

  @Override
  public void mute(Adoption.MuteException orphan) {
    if (orphan.held()) {
      refused(orphan.getMessage() + ", as a debugger holds it");
      return;
    }
    journal.error(orphan.getMessage() + "; it is killed and another one started");
    door.end(orphan.pid(), this);
  }

  @Override
  public void refused(String why) {
    journal.error(why);
    hearing.happened(new Event.Refused());
  }

  private void resetQueues() {
    int turnedAway = 0;
    for (HeldSocket socket : charges.sockets()) {
      if (!NOT_CLIENTS.contains(socket.request().name())) {
        turnedAway += AcceptQueue.reset(socket);
      }
    }
    journal.warn(
        "two failures within seconds: %d waiting clients turned away, as one of them may be the cause"
            .formatted(turnedAway));
  }

  private void standIn() {
    String why = "the node failed too often; the next start is tried every 30 s";
    journal.error(why + "; until then the watchdog answers 503");
    try {
      fallback = Fallback.start(charges.sockets(), why);
    } catch (IOException unanswered) {
      journal.error("cannot answer for the node: " + unanswered.getMessage());
    }
  }

  private void standDown() {
    if (fallback != null) {
      fallback.stop();
      fallback = null;
    }
  }

  private void giveBack(int id, List<String> changes) {
    Charge charge = charges.get(id);
    if (charge != null && charge.hello != null) {
      new GivenBack(journal, charge.hello.control()).lift(changes);
    }
  }

  private void say(boolean loud, String text) {
    if (loud) {
      journal.warn(text);
    } else {
      journal.info(text);
    }
  }

  @Override
  public void close() {
    standDown();
    door.close();
  }
}
