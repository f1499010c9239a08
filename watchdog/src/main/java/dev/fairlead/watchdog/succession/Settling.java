package dev.fairlead.watchdog.succession;

import dev.fairlead.watchdog.succession.Company.Plan;
import java.time.Duration;

/**
 * What follows from where everybody is, whatever led there: the table of {@link Succession}.
 *
 * <p>Each rule does nothing when it has been followed already. Used by one thread.
 */
final class Settling {
  /** How long an owner that was doubted has to be good until it is trusted again. */
  static final Duration DOUBT = Duration.ofSeconds(10);

  /** After a doubt for nothing, the next start for one is not before this. */
  static final Duration TRUST = Duration.ofSeconds(60);

  private static final int NOBODY = -1;

  private final Company company;
  private final Failures failures;
  private boolean looked;
  private boolean spareWanted;
  private int doubted = NOBODY;
  private long doubtedNanos;
  private boolean standsIn;
  private boolean exited;

  Settling(Company company, Failures failures) {
    this.company = company;
    this.failures = failures;
  }

  /** Nobody is told anything before somebody has looked for an orphan. */
  boolean looked() {
    return looked;
  }

  void lookedForOrphan() {
    looked = true;
  }

  void wantSpare(boolean wanted) {
    spareWanted = wanted;
  }

  /** The owner may need a successor soon. */
  void doubt(int id, long nowNanos) {
    doubted = id;
    doubtedNanos = nowNanos;
  }

  /** Follows all rules. */
  void settle(long now) {
    if (company.exitCode != null) {
      exit(company.exitCode);
    } else if (!looked) {
      startHeir(failures.ownerMayStart(now), now);
    } else {
      succeed(now);
      carryOutPlan(now);
      startSpare(now);
      standIn();
    }
  }

  /** Serve first: the heir takes over as soon as the owner no longer works, and owns later. */
  void succeed(long now) {
    Member owner = company.owner;
    if (owner != null && (owner.stage().works() || owner.stage() == Stage.STOPPING)) {
      return;
    }
    startHeir(failures.ownerMayStart(now), now);
    Member heir = company.heir;
    if (heir != null && !heir.stage().takesOver()) {
      company.serve(heir, now);
    }
    if (owner == null && company.heir != null) {
      company.own(company.heir, now);
    }
  }

  /** Its queues are the next process's again. */
  void standDown() {
    if (standsIn) {
      standsIn = false;
      company.add(new Directive.StandDown());
    }
  }

  String describe() {
    return (looked ? "looked" : "not looked")
        + (spareWanted ? " spare" : "")
        + (company.isOwner(doubted) ? " doubts" : "")
        + (standsIn ? " stands in" : "")
        + (exited ? " exited" : "");
  }

  private void carryOutPlan(long now) {
    Member owner = company.owner;
    Member heir = company.heir;
    boolean planned = company.plan != Plan.NONE;
    if (!planned || heir == null || owner == null || owner.stage() != Stage.OWNER) {
      return;
    }
    if (heir.stage() == Stage.READY) {
      company.serve(heir, now);
    } else if (heir.stage() == Stage.SERVING) {
      company.handOver(owner, now);
    }
  }

  private void startSpare(long now) {
    Member owner = company.owner;
    boolean works = owner != null && owner.stage() == Stage.OWNER;
    if (works && !spareWanted && company.plan == Plan.NONE) {
      settleDoubt(now);
    } else {
      startHeir(works && failures.spareMayStart(now), now);
    }
  }

  /** Without a spare a successor is started when the owner is in doubt, and ended after that. */
  private void settleDoubt(long now) {
    boolean doubts = company.isOwner(doubted) && now - doubtedNanos < DOUBT.toNanos();
    Member heir = company.heir;
    if (doubts) {
      startInDoubt(now);
    } else if (heir != null && !heir.stage().takesOver()) {
      company.say("nobody doubts the node any more: the process that stood by ends");
      company.kill(heir, now);
      failures.spareNotBefore(now + TRUST.toNanos());
    }
  }

  /** Somebody who reads the journal has to learn why there is a second process. */
  private void startInDoubt(long now) {
    if (company.heir == null && failures.spareMayStart(now)) {
      company.say(
          "the node is in doubt, without a good answer for half of its time: a process is started");
      startHeir(true, now);
    }
  }

  private void startHeir(boolean wanted, long now) {
    if (wanted && company.heir == null) {
      company.spawn(failures.terms(), now);
    }
  }

  private void standIn() {
    boolean nobody = company.owner == null && company.heir == null;
    if (nobody && failures.owners().exhausted() && !standsIn) {
      standsIn = true;
      company.add(new Directive.StandIn());
    }
  }

  private void exit(int code) {
    if (company.empty() && !exited) {
      exited = true;
      company.add(new Directive.Exit(code));
    }
  }
}
