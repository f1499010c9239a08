package dev.fairlead.watchdog.succession;

import dev.fairlead.watchdog.succession.Company.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Which processes of the node there are and what each is to do next: the whole policy of the
 * watchdog but for the verdict itself.
 *
 * <p>Three places. The <em>owner</em> has the data folder or had it last; the <em>heir</em> is the
 * spare or the process that takes over; <em>leavers</em> hold nothing that anybody waits for.
 *
 * <pre>
 *   heir       owner works         owner condemned or killed   no owner
 *   none       starts a spare (1)  starts one, serve           starts one, serve, own
 *   STARTING   waits               serve                       serve, own
 *   READY      planned: serve      serve                       serve, own
 *   RUSHED     waits               waits                       own
 *   TAKING     waits               waits                       own
 *   SERVING    planned: handover   waits                       own
 *
 *   (1) when one is wanted, or at the first doubt of the owner; that one ends when the doubt does
 * </pre>
 *
 * <p>An heir is told to own only when there is no owner: that is the fence. Until the first look
 * for an orphan nobody is told anything. A pause after failures is one before a start: a spare that
 * is there takes over at once. Stages and their budgets: {@link Stage}; failures: {@link Losses}.
 *
 * <p>Pure: events and the time ({@link System#nanoTime}) in, directives out, to be carried out in
 * their order. Used by one thread.
 */
public final class Succession {
  /** The id of an adopted process; those started here count from one. */
  public static final int ORPHAN = 0;

  /** How long an owner works before its spare is started: its own start had the processors. */
  static final Duration SPARE_AFTER = Duration.ofSeconds(1);

  /** What a draining process gets beyond its own limit before it is killed. */
  static final Duration DRAIN_GRACE = Duration.ofSeconds(5);

  /** Processes on their way out at once; with more a handover is refused. */
  static final int MAX_LEAVERS = 4;

  private final Company company = new Company();
  private final Failures failures;
  private final Settling settling;
  private final Losses losses;
  private Duration drain = DRAIN_GRACE;

  /** Before the first start; a {@link Event.Tick} begins it. */
  public Succession(long nowNanos) {
    failures = new Failures(nowNanos);
    settling = new Settling(company, failures);
    losses = new Losses(company, failures, settling);
  }

  /** What to do now that this happened. Events of processes that are no more mean nothing. */
  public List<Directive> on(Event event, long nowNanos) {
    switch (event) {
      case Event.Hello hello -> hello(hello);
      case Event.Looked(boolean orphan) -> looked(orphan, nowNanos);
      case Event.Refused _ -> losses.end(1, nowNanos);
      case Event.Ready(int id) -> heirBecomes(id, Stage.READY, nowNanos);
      case Event.Serving(int id) -> serving(id, nowNanos);
      case Event.Owning(int id) -> owning(id, nowNanos);
      case Event.Released(int id) -> released(id, nowNanos);
      case Event.Doubted(int id) -> doubted(id, nowNanos);
      case Event.Failed(int id) -> losses.failed(id, nowNanos);
      case Event.Lost(int id) -> losses.lost(id, nowNanos);
      case Event.Condemned(int id, Traces traces) -> losses.condemned(id, traces, nowNanos);
      case Event.Examined(int id) -> losses.examined(id, nowNanos);
      case Event.Gone gone -> losses.gone(gone, nowNanos);
      case Event.NotStarted(int id) -> losses.notStarted(id, nowNanos);
      case Event.ReplaceAsked(int id) -> replaceAsked(id, nowNanos);
      case Event.Outdated(int id) -> outdated(id, nowNanos);
      case Event.Stop _ -> stop(nowNanos);
      case Event.Hurry _ -> hurry(nowNanos);
      case Event.Tick _ -> tick(nowNanos);
    }
    settling.settle(nowNanos);
    return company.drain();
  }

  /** One word about the spare: none, starting, ready, taking, … */
  public String spare() {
    Member heir = company.heir;
    return heir == null ? "none" : heir.stage().name().toLowerCase(Locale.ROOT);
  }

  /** The process that is only a spare so far; -1 for none. */
  public int spareId() {
    Member heir = company.heir;
    return heir == null || heir.stage().takesOver() ? -1 : heir.id();
  }

  /** The process that is the whole node; -1 for none. */
  public int ownerId() {
    Member owner = company.owner;
    return owner == null || owner.stage() != Stage.OWNER ? -1 : owner.id();
  }

  /** Failures that are left before nothing is started for a while. */
  public int budgetLeft(long nowNanos) {
    return failures.owners().left(nowNanos);
  }

  /** Everybody and where, for tests. */
  Company company() {
    return company;
  }

  /** The rest of the state in a few words, for tests. */
  String describe(long nowNanos) {
    return settling.describe() + " " + failures.describe(nowNanos);
  }

  private void hello(Event.Hello hello) {
    if (company.all().stream().noneMatch(member -> member.id() == hello.id())) {
      return;
    }
    settling.wantSpare(hello.spare());
    drain = hello.drain().plus(DRAIN_GRACE);
    if (!settling.looked() && company.isHeir(hello.id())) {
      company.add(new Directive.Look(hello.id()));
    }
  }

  private void looked(boolean orphan, long now) {
    settling.lookedForOrphan();
    if (orphan && company.exitCode == null) {
      company.everOwned = true;
      company.plan = Plan.ADOPTION;
      company.adopt(now);
    }
  }

  private void heirBecomes(int id, Stage stage, long now) {
    Member heir = company.heir;
    if (heir != null && heir.id() == id && heir.stage().leadsTo(stage)) {
      company.heir = heir.to(stage, now);
    }
  }

  private void serving(int id, long now) {
    heirBecomes(id, Stage.SERVING, now);
    Member heir = company.heir;
    if (heir != null && heir.id() == id && heir.stage() == Stage.SERVING) {
      losses.succeeded(now);
    }
    if (company.owner != null && company.isOwner(id)) {
      company.owner = company.owner.serving();
    }
    if (company.isOwner(id) || company.isHeir(id)) {
      settling.standDown();
    }
  }

  private void owning(int id, long now) {
    Member owner = company.owner;
    if (owner != null && owner.id() == id && owner.stage() == Stage.OWNING) {
      company.owner = owner.to(Stage.OWNER, now);
      company.everOwned = true;
      company.plan = Plan.NONE;
      failures.spareNotBefore(now + SPARE_AFTER.toNanos());
    }
  }

  private void released(int id, long now) {
    Member owner = company.owner;
    if (owner != null && owner.id() == id && owner.stage() == Stage.LEAVING) {
      company.release(owner, now);
    }
  }

  private void doubted(int id, long now) {
    Member owner = company.owner;
    if (owner != null && owner.id() == id && owner.stage() == Stage.OWNER) {
      settling.doubt(id, now);
    }
  }

  private void replaceAsked(int id, long now) {
    Member owner = company.owner;
    boolean works = owner != null && owner.id() == id && owner.stage() == Stage.OWNER;
    if (company.exitCode != null || !works || company.plan != Plan.NONE || busy()) {
      company.warn("no handover now: another change of processes is under way");
      return;
    }
    company.plan = Plan.HANDOVER;
    failures.spareAtOnce(now);
    if (company.heir != null) {
      company.kill(company.heir, now); // it may be of the old binary
    }
  }

  private boolean busy() {
    Member heir = company.heir;
    boolean takesOver = heir != null && heir.stage().takesOver();
    return takesOver || company.leavers().size() >= MAX_LEAVERS;
  }

  private void outdated(int id, long now) {
    Member heir = company.heir;
    boolean spare = heir != null && heir.id() == id && !heir.stage().takesOver();
    if (heir != null && spare && company.plan == Plan.NONE && settling.looked()) {
      company.say("the spare is replaced: what it was started from has changed");
      company.kill(heir, now);
    }
  }

  private void stop(long now) {
    if (company.exitCode == null) {
      losses.end(0, now);
    }
  }

  private void hurry(long now) {
    stop(now);
    for (Member member : company.all()) {
      if (member.stage() != Stage.ENDING) {
        company.kill(member, now);
      }
    }
  }

  private void tick(long now) {
    Member owner = company.owner;
    if (owner != null
        && owner.stage() == Stage.OWNER
        && owner.age(now).compareTo(BackOff.FORGIVEN) >= 0) {
      List<String> innocent = failures.forgive();
      if (!innocent.isEmpty()) {
        company.add(new Directive.GiveBack(owner.id(), innocent));
      }
    }
    losses.late(drain, now);
  }
}
