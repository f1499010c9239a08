package dev.fairlead.watchdog.succession;

import dev.fairlead.watchdog.succession.Directive.Order;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The processes there are, by place, and the directives given so far. Used by one thread.
 *
 * <p>Each method is one move: it changes a place and says what is to be done for it.
 */
final class Company {
  private final List<Directive> todo = new ArrayList<>();
  private final List<Member> leavers = new ArrayList<>();
  private int lastId = Succession.ORPHAN;

  /** Has the data folder, or had it last. */
  @Nullable Member owner;

  /** The spare, or the one that takes over. */
  @Nullable Member heir;

  /** Why the heir is more than a spare. */
  Plan plan = Plan.NONE;

  /** Whether any process ever was the whole node. */
  boolean everOwned;

  /** With what the watchdog is about to end; null while it is not. */
  @Nullable Integer exitCode;

  /** What the next heir may be for. */
  enum Plan {
    /** To be a spare. */
    NONE,
    /** Somebody asked for a new process; given up when that one fails. */
    HANDOVER,
    /** An orphan has to be replaced; tried until it works. */
    ADOPTION
  }

  /** Everybody else, none of whom anybody waits for. */
  List<Member> leavers() {
    return List.copyOf(leavers);
  }

  boolean empty() {
    return owner == null && heir == null && leavers.isEmpty();
  }

  /** What was said since the last call, in order. */
  List<Directive> drain() {
    List<Directive> now = List.copyOf(todo);
    todo.clear();
    return now;
  }

  void add(Directive directive) {
    todo.add(directive);
  }

  void say(String text) {
    todo.add(new Directive.Say(false, text));
  }

  void warn(String text) {
    todo.add(new Directive.Say(true, text));
  }

  boolean isOwner(int id) {
    return owner != null && owner.id() == id;
  }

  boolean isHeir(int id) {
    return heir != null && heir.id() == id;
  }

  /** An orphan is the owner. */
  void adopt(long nowNanos) {
    owner = new Member(Succession.ORPHAN, Stage.OWNER, nowNanos, null);
    todo.add(new Directive.Tell(Succession.ORPHAN, Order.WAIT));
    todo.add(new Directive.Watch(Succession.ORPHAN));
  }

  /** Starts an heir. */
  Member spawn(Terms terms, long nowNanos) {
    Member started = new Member(++lastId, Stage.STARTING, nowNanos, null);
    heir = started;
    todo.add(new Directive.Spawn(started.id(), terms));
    return started;
  }

  /** The heir serves, read only, from now on. */
  void serve(Member called, long nowNanos) {
    heir = called.to(called.stage() == Stage.READY ? Stage.TAKING : Stage.RUSHED, nowNanos);
    tell(called, Order.SERVE);
  }

  /** The heir becomes the owner; there must be none. */
  void own(Member heir, long nowNanos) {
    assert owner == null : owner;
    this.heir = null;
    owner = heir.to(Stage.OWNING, nowNanos);
    tell(heir, Order.OWN);
    todo.add(new Directive.Watch(heir.id()));
  }

  /** The owner hands over as planned. */
  void handOver(Member leaving, long nowNanos) {
    owner = leaving.to(Stage.LEAVING, nowNanos);
    todo.add(new Directive.Unwatch(leaving.id()));
    tell(leaving, Order.HANDOVER);
  }

  /** The owner has let go; it finishes what it has. */
  void release(Member released, long nowNanos) {
    owner = null;
    leavers.add(released.to(Stage.DRAINING, nowNanos));
  }

  /** The owner failed: it is looked at, then killed. */
  void examine(Member victim) {
    todo.add(new Directive.Unwatch(victim.id()));
    todo.add(new Directive.Examine(victim.id()));
  }

  /** The owner failed and its successor accepts: it accepts no more. */
  void quiesce(Member victim) {
    tell(victim, Order.QUIESCE);
  }

  /** Ends a member of any place with SIGKILL; an heir leaves its place at once. */
  void kill(Member victim, long nowNanos) {
    todo.add(new Directive.Kill(victim.id()));
    move(victim, victim.to(Stage.ENDING, nowNanos));
  }

  /** Asks a member of any place to end with SIGTERM. */
  void terminate(Member asked, long nowNanos) {
    todo.add(new Directive.Terminate(asked.id()));
    move(asked, asked.to(Stage.STOPPING, nowNanos));
  }

  /** Takes note that a leaver's limit is over and was spoken of; it begins again. */
  void again(Member late, long nowNanos) {
    move(late, late.to(late.stage(), nowNanos));
  }

  /** A process that is no more. */
  void remove(int id) {
    if (isOwner(id)) {
      owner = null;
    } else if (isHeir(id)) {
      heir = null;
    } else {
      leavers.removeIf(member -> member.id() == id);
    }
  }

  /** All of them, the owner first. */
  List<Member> all() {
    List<Member> all = new ArrayList<>();
    if (owner != null) {
      all.add(owner);
    }
    if (heir != null) {
      all.add(heir);
    }
    all.addAll(leavers);
    return all;
  }

  private void move(Member from, Member to) {
    if (isOwner(from.id())) {
      owner = to;
    } else if (isHeir(from.id())) {
      heir = null;
      leavers.add(to);
    } else {
      leavers.set(leavers.indexOf(from), to);
    }
  }

  private void tell(Member member, Order order) {
    todo.add(new Directive.Tell(member.id(), order));
  }
}
