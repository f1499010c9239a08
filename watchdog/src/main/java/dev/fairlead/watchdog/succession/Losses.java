package dev.fairlead.watchdog.succession;

import dev.fairlead.watchdog.succession.Company.Plan;
import java.time.Duration;

/**
 * Processes that fail, end or take too long, and what is counted and given up for it.
 *
 * <pre>
 *   owner     condemned, late    the heir serves, evidence, SIGKILL; counts. What still moves of it
 *                                serves on while its heir has to be started
 *             gone               the heir serves and owns, evidence; counts
 *             gone with 0        it was asked to: the watchdog ends as well
 *             gone, never owned  its exit code, below 128, is the watchdog's
 *   heir      failed, late, lost SIGKILL; a handover is given up; counts as a spare, or as an owner
 *             gone               when it was about to be one
 *   leavers   late               SIGKILL
 * </pre>
 *
 * <p>Used by one thread.
 */
final class Losses {
  /** Exit codes from here on tell of a signal: 128 and its number. */
  private static final int SIGNALLED = 128;

  private final Company company;
  private final Failures failures;
  private final Settling settling;

  Losses(Company company, Failures failures, Settling settling) {
    this.company = company;
    this.failures = failures;
    this.settling = settling;
  }

  /** An owner that cannot be told anything still works: it is watched as before. */
  void lost(int id, long now) {
    Member heir = company.heir;
    if (heir != null && heir.id() == id) {
      loseHeir(heir, Traces.NONE, "closed its link", now);
    }
  }

  /** There was a verdict. */
  void condemned(int id, Traces traces, long now) {
    Member owner = company.owner;
    if (owner != null && owner.id() == id && owner.stage().works()) {
      condemn(owner, traces, now);
    }
  }

  /** The evidence is there. */
  void examined(int id, long now) {
    Member owner = company.owner;
    if (owner == null || owner.id() != id || owner.stage() != Stage.CONDEMNED) {
      return;
    }
    Member heir = company.heir;
    if (heir != null && heir.stage() == Stage.RUSHED) {
      company.owner = owner.to(Stage.EXAMINED, now);
    } else {
      company.kill(owner, now);
    }
  }

  /** The heir serves: nobody needs the owner any more, if it was condemned. */
  void succeeded(long now) {
    Member owner = company.owner;
    if (owner != null && owner.stage() == Stage.CONDEMNED) {
      company.quiesce(owner);
    } else if (owner != null && owner.stage() == Stage.EXAMINED) {
      company.kill(owner, now);
    }
  }

  /** It says it failed. A first process ends by itself: its exit code is the one to end with. */
  void failed(int id, long now) {
    Member heir = company.heir;
    if (heir != null && heir.id() == id && company.everOwned) {
      loseHeir(heir, Traces.NONE, "says that it failed", now);
    }
  }

  /** The process ended. */
  void gone(Event.Gone gone, long now) {
    Member owner = company.owner;
    Member heir = company.heir;
    company.remove(gone.id());
    if (company.exitCode != null) {
      return;
    }
    if (owner != null && owner.id() == gone.id() && owner.stage().works()) {
      ownerGone(owner, gone, now);
    } else if (heir != null && heir.id() == gone.id() && !hopeless(gone, now)) {
      heirLost(heir, gone.traces(), "ended with exit code " + gone.exitCode(), now);
    }
  }

  /** The system has no process to give. */
  void notStarted(int id, long now) {
    Member owner = company.owner;
    Member heir = company.heir;
    company.remove(id);
    if (company.exitCode != null) {
      return;
    }
    if (heir != null && heir.id() == id) {
      heirNotStarted(heir, now);
    } else if (owner != null && owner.id() == id) {
      company.add(new Directive.Unwatch(id));
      failures.owner(Duration.ZERO, Traces.NONE, now);
    }
  }

  private void heirNotStarted(Member heir, long now) {
    if (company.everOwned) {
      heirLost(heir, Traces.NONE, "could not be started", now);
    } else {
      end(1, now);
    }
  }

  /** Takes note of everybody whose limit is over. */
  void late(Duration drain, long now) {
    for (Member member : company.all()) {
      if (member.late(now, drain)) {
        late(member, now);
      }
    }
  }

  /** Ends everybody, and then the watchdog with this code. */
  void end(int code, long now) {
    company.exitCode = code;
    for (Member member : company.all()) {
      switch (member.stage()) {
        case STARTING, READY, CONDEMNED, EXAMINED -> company.kill(member, now);
        case RUSHED, TAKING, SERVING, OWNING, OWNER, LEAVING, DRAINING ->
            company.terminate(member, now);
        case STOPPING, ENDING -> {}
      }
    }
  }

  private void condemn(Member victim, Traces traces, long now) {
    ownerFailed(victim, traces, now);
    company.owner = victim.to(Stage.CONDEMNED, now);
    settling.succeed(now);
    if (company.heir != null && company.heir.stage() == Stage.SERVING) {
      company.quiesce(victim);
    }
    company.examine(victim);
  }

  private void ownerGone(Member owner, Event.Gone gone, long now) {
    company.add(new Directive.Unwatch(gone.id()));
    if (owner.stage() == Stage.LEAVING && gone.exitCode() == 0) {
      return;
    }
    if (gone.exitCode() == 0) {
      company.say("the node ended as it was asked to");
      end(0, now);
    } else if (!hopeless(gone, now)) {
      ownerFailed(owner, gone.traces(), now);
      settling.succeed(now);
      company.add(new Directive.Examine(gone.id()));
    }
  }

  private void ownerFailed(Member owner, Traces traces, long now) {
    Terms before = failures.terms();
    failures.owner(owner.stage() == Stage.OWNING ? Duration.ZERO : owner.age(now), traces, now);
    company.add(new Directive.Incident(owner.id()));
    company.plan = company.plan == Plan.HANDOVER ? Plan.NONE : company.plan;
    onNewTerms(before, now);
    if (failures.owners().close()) {
      company.add(new Directive.ResetQueues());
    }
  }

  private void loseHeir(Member heir, Traces traces, String how, long now) {
    company.kill(heir, now);
    heirLost(heir, traces, how, now);
  }

  private void heirLost(Member heir, Traces traces, String how, long now) {
    Terms before = failures.terms();
    boolean planned = company.plan != Plan.NONE;
    if (!planned && (heir.stage().takesOver() || !company.everOwned)) {
      failures.owner(Duration.ZERO, traces, now);
      company.warn("the process that was to serve " + how);
    } else {
      failures.spare(heir.stage() == Stage.READY ? heir.age(now) : Duration.ZERO, traces, now);
      company.warn(planned ? "no handover, the old process stays: the new one " + how : spare(how));
    }
    company.plan = company.plan == Plan.HANDOVER ? Plan.NONE : company.plan;
    onNewTerms(before, now);
  }

  private String spare(String how) {
    long pause = failures.spares().pause().toSeconds();
    return "the spare " + how + "; another one " + (pause == 0 ? "now" : "in " + pause + " s");
  }

  /** An heir that was started on other terms is of no use. */
  private void onNewTerms(Terms before, long now) {
    Terms terms = failures.terms();
    if (terms.equals(before)) {
      return;
    }
    company.warn(terms.text());
    Member heir = company.heir;
    if (heir != null && !heir.stage().takesOver()) {
      company.kill(heir, now);
    }
  }

  /** A node that never worked and says itself why it cannot start would say so again. */
  private boolean hopeless(Event.Gone gone, long now) {
    boolean hopeless = !company.everOwned && gone.exitCode() < SIGNALLED;
    if (hopeless) {
      company.warn("the node did not start: exit code " + gone.exitCode() + "; why is said above");
      end(gone.exitCode(), now);
    }
    return hopeless;
  }

  private void late(Member member, long now) {
    String seconds = " within " + member.age(now).toSeconds() + " s";
    switch (member.stage()) {
      case STARTING -> loseHeir(member, Traces.NONE, "was not warm" + seconds, now);
      case RUSHED, TAKING -> loseHeir(member, Traces.NONE, "did not serve" + seconds, now);
      case OWNING, LEAVING -> condemn(member, Traces.NONE, now);
      case CONDEMNED, EXAMINED -> company.kill(member, now);
      case DRAINING -> {
        company.warn("what the old process still did is cut: it did not end" + seconds);
        company.kill(member, now);
      }
      case STOPPING -> {
        company.warn("a process did not stop" + seconds);
        company.kill(member, now);
      }
      case ENDING -> {
        company.warn("a killed process has not gone" + seconds + ": the kernel holds it");
        company.again(member, now);
      }
      case READY, SERVING, OWNER -> {}
    }
  }
}
