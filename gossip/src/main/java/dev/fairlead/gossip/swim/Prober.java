package dev.fairlead.gossip.swim;

import dev.fairlead.gossip.swim.MemberTable.Entry;
import dev.fairlead.gossip.swim.SwimMessage.Ping;
import dev.fairlead.gossip.swim.SwimMessage.PingRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Probes one member per interval, each once per round, and reports those that do not answer.
 *
 * <p>Probes in flight are bounded by probe timeout over interval. Confined to one thread.
 */
final class Prober {
  private final SwimSettings settings;
  private final MemberTable table;
  private final Agenda agenda;
  private final Health health;
  private final RandomGenerator random;
  private final SwimOutput out;
  private final Telling telling;
  private final Verdicts verdicts;

  private final List<String> round = new ArrayList<>();
  private final Map<Long, Try> waiting = new HashMap<>();
  private boolean stopped;

  Prober(SwimParts parts, Telling telling, Health health, Verdicts verdicts) {
    this.settings = parts.settings();
    this.table = parts.table();
    this.agenda = parts.agenda();
    this.health = health;
    this.random = parts.random();
    this.out = parts.out();
    this.telling = telling;
    this.verdicts = verdicts;
  }

  void start(long now) {
    agenda.at(now + random.nextLong(settings.probeInterval().toNanos()), this::probeNext);
  }

  void stop() {
    stopped = true;
    forget();
  }

  /** Drops the probes in flight without a verdict. */
  void forget() {
    waiting.clear();
  }

  /** A new member is probed at a random point of the current round. */
  void joined(String name) {
    round.add(random.nextInt(round.size() + 1), name);
  }

  /** Some probe of {@code nonce} was answered by {@code sender}. */
  void answered(long now, String sender, long nonce) {
    Try tried = waiting.get(nonce);
    if (tried == null || !tried.sentTo.equals(sender)) {
      return;
    }
    waiting.values().removeIf(other -> other.probe == tried.probe);
    health.improve();
    if (tried.sentTo.equals(tried.probe.target) && !tried.stream) {
      verdicts.roundTrip(tried.probe.target, now - tried.sentAt);
    }
  }

  /** The relay {@code sender} heard nothing either. */
  void notHeard(String sender, long nonce) {
    Try tried = waiting.get(nonce);
    if (tried != null && tried.sentTo.equals(sender)) {
      tried.probe.nackers.add(sender);
    }
  }

  private void probeNext(long now) {
    if (stopped) {
      return;
    }
    agenda.at(now + health.stretch(settings.probeInterval().toNanos()), this::probeNext);
    Entry target = nextTarget();
    if (target == null) {
      return;
    }
    Probe probe = new Probe(target.who().name(), target.claim().incarnation());
    ping(probe, now);
    long retry = health.stretch(settings.retryAfter().toNanos());
    for (int i = 1; i < SwimSettings.TRIES; i++) {
      agenda.at(now + i * retry, at -> pingAgain(probe, at));
    }
    agenda.at(now + (SwimSettings.TRIES - 1) * retry, at -> askOthers(probe, at));
    agenda.at(now + health.stretch(settings.probeTimeout().toNanos()), at -> giveVerdict(probe));
  }

  private @Nullable Entry nextTarget() {
    if (round.isEmpty()) {
      table.living().forEach(entry -> round.add(entry.who().name()));
      Choice.shuffle(round, random);
    }
    while (!round.isEmpty()) {
      Entry entry = table.get(round.removeLast());
      if (entry != null && entry.claim().state().routable()) {
        return entry;
      }
    }
    return null;
  }

  private void ping(Probe probe, long now) {
    Entry target = table.get(probe.target);
    if (target != null) {
      long nonce = enter(probe, probe.target, now, false);
      out.send(target.who().gossip(), new Ping(nonce, probe.target, telling.ridingTo(target)));
    }
  }

  private void pingAgain(Probe probe, long now) {
    if (isOpen(probe)) {
      ping(probe, now);
    }
  }

  private void askOthers(Probe probe, long now) {
    Entry target = table.get(probe.target);
    if (!isOpen(probe) || target == null) {
      return;
    }
    List<Entry> relays =
        Choice.some(table.living(), SwimSettings.RELAYS, random, entry -> entry != target);
    for (Entry relay : relays) {
      long nonce = enter(probe, relay.who().name(), now, false);
      out.send(relay.who().gossip(), new PingRequest(nonce, probe.target, telling.ridingTo(relay)));
    }
    probe.relays = relays.size();
    long nonce = enter(probe, probe.target, now, true);
    out.sendStream(target.who().gossip(), new Ping(nonce, probe.target, List.of(target.claim())));
  }

  private void giveVerdict(Probe probe) {
    if (!isOpen(probe)) {
      return;
    }
    waiting.values().removeIf(tried -> tried.probe == probe);
    if (probe.relays > 0 && probe.nackers.isEmpty()) {
      health.worsen();
    }
    verdicts.failed(probe.target, probe.incarnation, probe.nackers);
  }

  private boolean isOpen(Probe probe) {
    return waiting.values().stream().anyMatch(tried -> tried.probe == probe);
  }

  private long enter(Probe probe, String sentTo, long now, boolean stream) {
    long nonce = random.nextLong();
    waiting.put(nonce, new Try(probe, sentTo, now, stream));
    return nonce;
  }

  /** Who learns what the probes found. */
  interface Verdicts {
    /** A probe of {@code name} was answered. */
    void roundTrip(String name, long nanos);

    /** Nobody heard {@code name}: not this node, and not {@code nackers}. */
    void failed(String name, long incarnation, Set<String> nackers);
  }

  private record Try(Probe probe, String sentTo, long sentAt, boolean stream) {}

  private static final class Probe {
    private final String target;
    private final long incarnation;
    private final Set<String> nackers = new TreeSet<>();
    private int relays;

    Probe(String target, long incarnation) {
      this.target = target;
      this.incarnation = incarnation;
    }
  }
}
