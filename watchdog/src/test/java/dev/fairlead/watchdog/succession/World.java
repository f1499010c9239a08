package dev.fairlead.watchdog.succession;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.succession.Directive.Order;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * Processes that do as they are told, under virtual time, around the real {@link Succession}; and a
 * book of its own about who may own the data folder.
 */
final class World {
  static final Duration DRAIN = Duration.ofSeconds(3);

  final Succession succession = new Succession(0);
  final List<Directive> log = new ArrayList<>();
  private final Queue<Event> answers = new ArrayDeque<>();
  private final Set<Integer> alive = new HashSet<>();
  private final Set<Integer> dying = new HashSet<>();
  private final Set<Integer> unserved = new HashSet<>();
  private final Set<Integer> owners = new HashSet<>();
  private final Map<Integer, Long> toldToOwn = new HashMap<>();
  private boolean obedient;
  private boolean looking;
  private boolean stopped;
  long now;
  int exits;

  /** Gives the event and checks what must hold whatever the state was. */
  List<Directive> give(Event event) {
    notice(event);
    List<Directive> todo = succession.on(event, now);
    todo.forEach(this::carryOut);
    log.addAll(todo);
    List<Directive> again = succession.on(new Event.Tick(), now);
    assertTrue(again.isEmpty(), () -> event + " left undone: " + again);
    return todo;
  }

  /** What is done about it, in short; what is only said is left out. */
  String said(Event event) {
    return String.join(
        ", ", give(event).stream().map(World::word).filter(w -> !w.isEmpty()).toList());
  }

  void pass(Duration time) {
    now += time.toNanos();
  }

  /** From now on everybody answers at once; time passes a second at a time until the limit. */
  void obey(Duration limit) {
    obedient = true;
    Member heir = succession.company().heir;
    if (looking) {
      answers.add(new Event.Looked(false));
    } else if (heir != null) {
      answers.add(new Event.Hello(heir.id(), true, DRAIN));
    }
    dying.forEach(id -> answers.add(new Event.Gone(id, 137, Traces.NONE)));
    for (long left = limit.toSeconds(); left > 0 && exits == 0; left--) {
      giveAnswers();
      pass(Duration.ofSeconds(1));
      give(new Event.Tick());
      giveAnswers();
      judgeSlowStarts();
    }
  }

  void giveAnswers() {
    for (Event answer = answers.poll(); answer != null; answer = answers.poll()) {
      give(answer);
    }
  }

  /** What of the state matters for what comes next, as a key. */
  String key() {
    Company company = succession.company();
    String owner = company.owner == null ? "-" : company.owner.stage().name();
    String heir = company.heir == null ? "-" : company.heir.stage().name();
    List<String> leavers =
        company.leavers().stream().map(member -> member.stage().name()).sorted().toList();
    return "%s/%s/%s %s owned=%s exit=%s %s"
        .formatted(
            owner,
            heir,
            leavers,
            company.plan,
            company.everOwned,
            company.exitCode,
            succession.describe(now));
  }

  /** Whether a whole node works, with its spare once somebody said that one is wanted. */
  boolean healthy() {
    Company company = succession.company();
    return company.owner != null
        && company.owner.stage() == Stage.OWNER
        && (key().contains(" spare") == (company.heir != null))
        && (company.heir == null || company.heir.stage() == Stage.READY);
  }

  private void notice(Event event) {
    switch (event) {
      case Event.Gone gone -> bury(gone.id());
      case Event.NotStarted(int id) -> bury(id);
      case Event.Released(int id) -> owners.remove(id);
      case Event.Owning(int id) -> toldToOwn.remove(id);
      case Event.Stop _, Event.Hurry _ -> stopped = true;
      case Event.Looked(boolean orphan) -> {
        looking = false;
        if (orphan) {
          alive.add(Succession.ORPHAN);
          owners.add(Succession.ORPHAN);
        }
      }
      case Event.Hello _,
          Event.Refused _,
          Event.Ready _,
          Event.Serving _,
          Event.Failed _,
          Event.Lost _,
          Event.Doubted _,
          Event.Condemned _,
          Event.Examined _,
          Event.ReplaceAsked _,
          Event.Outdated _,
          Event.Tick _ -> {}
    }
  }

  private void bury(int id) {
    alive.remove(id);
    dying.remove(id);
    unserved.remove(id);
    owners.remove(id);
    toldToOwn.remove(id);
  }

  private void carryOut(Directive directive) {
    switch (directive) {
      case Directive.Spawn(int id, Terms _) -> spawn(id);
      case Directive.Tell(int id, Order order) -> tell(id, order);
      case Directive.Kill(int id) -> {
        assertTrue(alive.contains(id), "kills the dead");
        dying.add(id);
        unserved.remove(id);
        answer(new Event.Gone(id, 137, Traces.NONE));
      }
      case Directive.Terminate(int id) -> {
        assertTrue(alive.contains(id), "terminates the dead");
        dying.add(id);
        unserved.remove(id);
        answer(new Event.Gone(id, 0, Traces.NONE));
      }
      case Directive.Examine(int id) -> answer(new Event.Examined(id));
      case Directive.Look(int _) -> {
        looking = true;
        answer(new Event.Looked(false));
      }
      case Directive.Exit _ -> {
        assertTrue(alive.isEmpty(), "leaves orphans");
        exits++;
      }
      case Directive.Watch _,
          Directive.Unwatch _,
          Directive.Incident _,
          Directive.ResetQueues _,
          Directive.StandIn _,
          Directive.StandDown _,
          Directive.GiveBack _,
          Directive.Say _ -> {}
    }
  }

  private void spawn(int id) {
    assertTrue(!stopped, "starts a process although it was told to stop");
    alive.add(id);
    unserved.add(id);
    assertTrue(unserved.size() == 1, "two spares");
    answer(new Event.Hello(id, true, DRAIN));
    answer(new Event.Ready(id));
  }

  private void tell(int id, Order order) {
    assertTrue(alive.contains(id), "talks to the dead");
    switch (order) {
      case SERVE -> answer(new Event.Serving(id));
      case OWN -> {
        assertTrue(owners.isEmpty(), "two owners");
        owners.add(id);
        unserved.remove(id);
        toldToOwn.put(id, now);
        answer(new Event.Owning(id));
      }
      case HANDOVER -> {
        answer(new Event.Released(id));
        answer(new Event.Gone(id, 0, Traces.NONE));
      }
      case QUIESCE, WAIT -> {}
    }
  }

  private void answer(Event event) {
    if (obedient) {
      answers.add(event);
    }
  }

  /** What the watch does about a process that was told to own and does not get there. */
  private void judgeSlowStarts() {
    for (Map.Entry<Integer, Long> told : Map.copyOf(toldToOwn).entrySet()) {
      if (now - told.getValue() > Duration.ofSeconds(30).toNanos()) {
        give(new Event.Condemned(told.getKey(), Traces.NONE));
      }
    }
  }

  private static String word(Directive directive) {
    return switch (directive) {
      case Directive.Tell(int id, Order order) -> order + " " + id;
      case Directive.Spawn(int id, Terms _) -> "Spawn " + id;
      case Directive.Watch(int id) -> "Watch " + id;
      case Directive.Unwatch(int id) -> "Unwatch " + id;
      case Directive.Incident(int id) -> "Incident " + id;
      case Directive.Examine(int id) -> "Examine " + id;
      case Directive.Terminate(int id) -> "Terminate " + id;
      case Directive.Kill(int id) -> "Kill " + id;
      case Directive.Look(int id) -> "Look " + id;
      case Directive.Exit(int code) -> "Exit " + code;
      case Directive.GiveBack(int id, List<String> changes) -> "GiveBack " + id + " " + changes;
      case Directive.Say _ -> "";
      case Directive.ResetQueues _, Directive.StandIn _, Directive.StandDown _ ->
          directive.getClass().getSimpleName();
    };
  }
}
