package dev.fairlead.proxy.http;

import dev.fairlead.proxy.observe.AccessEntry;
import dev.fairlead.proxy.observe.SessionStatus;
import dev.fairlead.proxy.observe.SessionTeller;
import dev.fairlead.proxy.relay.Relay;
import io.netty.channel.ChannelHandlerAdapter;

/** Tells of a connection that was HTTP once. Sees nothing of what passes. */
final class Upgraded extends ChannelHandlerAdapter implements SessionTeller {
  private final Ledger ledger;
  private final Relay relay;

  Upgraded(Ledger ledger, Relay relay) {
    this.ledger = ledger;
    this.relay = relay;
  }

  @Override
  public SessionStatus.Doing doing(long nowNanos) {
    return new SessionStatus.Doing(
        "upgraded",
        ledger.arrival().clientIp(),
        relay.idleNanos(nowNanos),
        1,
        ledger.wanted(),
        new AccessEntry.Moved(relay.in(), relay.out()));
  }
}
