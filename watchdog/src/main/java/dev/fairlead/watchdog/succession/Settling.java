package dev.fairlead.watchdog.succession;

import dev.fairlead.watchdog.succession.Company.Plan;

/**
 * What follows from where everybody is, whatever led there: the table of {@link Succession}.
 *
 * <p>Each rule does nothing when it has been followed already. Used by one thread.
 */
final class Settling {
  private final Company company;
  private final Failures failures;
  private boolean looked;
  private boolean spareWanted;
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
    boolean wanted = spareWanted || company.plan != Plan.NONE;
    boolean works = owner != null && owner.stage() == Stage.OWNER;
    startHeir(wanted && works && failures.spareMayStart(now), now);
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
