package dev.fairlead.gossip.swim;

import dev.fairlead.gossip.swim.MemberTable.Entry;
import dev.fairlead.gossip.swim.SwimMessage.Ack;
import dev.fairlead.gossip.swim.SwimMessage.Nack;
import dev.fairlead.gossip.swim.SwimMessage.Ping;
import dev.fairlead.gossip.swim.SwimMessage.PingRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Probes this node makes for others.
 *
 * <p>At most {@value #MAX_OPEN} at once; beyond it requests are ignored, which the asker takes as
 * no answer. Confined to one thread.
 */
final class Relays {
  static final int MAX_OPEN = 1024;

  private final SwimSettings settings;
  private final MemberTable table;
  private final Agenda agenda;
  private final RandomGenerator random;
  private final SwimOutput out;
  private final Map<Long, Request> open = new HashMap<>();

  Relays(SwimParts parts) {
    this.settings = parts.settings();
    this.table = parts.table();
    this.agenda = parts.agenda();
    this.random = parts.random();
    this.out = parts.out();
  }

  /** Pings the target twice; says {@link Nack} to {@code asker} if neither is answered in time. */
  void ask(long now, Entry asker, PingRequest request) {
    Entry target = table.get(request.target());
    if (target == null || open.size() >= MAX_OPEN) {
      return;
    }
    long nonce = random.nextLong();
    Request relayed = new Request(asker.who(), request.target(), request.nonce());
    open.put(nonce, relayed);
    Ping ping = new Ping(nonce, request.target(), List.of(target.claim()));
    out.send(target.who().gossip(), ping);
    long timeout = settings.relayTimeout().toNanos();
    agenda.at(
        now + timeout / 2,
        at -> {
          if (open.containsKey(nonce)) {
            out.send(target.who().gossip(), ping);
          }
        });
    agenda.at(
        now + timeout,
        at -> {
          if (open.remove(nonce) != null) {
            out.send(relayed.asker().gossip(), new Nack(relayed.nonce()));
          }
        });
  }

  /** Passes an answer on to who asked. */
  void answered(String sender, long nonce) {
    Request relayed = open.get(nonce);
    if (relayed != null && relayed.target().equals(sender)) {
      open.remove(nonce);
      out.send(relayed.asker().gossip(), new Ack(relayed.nonce(), List.of()));
    }
  }

  private record Request(Identity asker, String target, long nonce) {}
}
