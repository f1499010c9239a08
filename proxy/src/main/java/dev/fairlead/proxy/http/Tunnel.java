package dev.fairlead.proxy.http;

import dev.fairlead.proxy.connect.HttpLink;
import dev.fairlead.proxy.connect.Upstream;
import dev.fairlead.proxy.relay.Pipes;
import dev.fairlead.proxy.relay.Relay;
import io.netty.channel.Channel;

/**
 * What an exchange becomes once client and instance agreed on another protocol: bytes, unread.
 *
 * <p>Both channels lose their HTTP handlers. What those had taken from their sockets already, bytes
 * of the new protocol that came with the last of HTTP, goes first. Stateless.
 */
final class Tunnel {
  private Tunnel() {}

  /**
   * Begins to relay. The upstream's place stays taken until the bytes end.
   *
   * @param ledger told what was relayed and who ended it
   * @param ended called then
   */
  static void begin(HttpFront front, Upstream upstream, Ledger ledger, Runnable ended) {
    Channel client = front.channel();
    Channel instance = upstream.channel();
    client.config().setAutoRead(false);
    instance.config().setAutoRead(false);
    Relay relay =
        Relay.join(
            client,
            instance,
            upstream.view().policy().idleTimeout(),
            Pipes.NONE,
            over -> {
              upstream.release();
              ledger.relayed(over.in(), over.out());
              ledger.ended(over.end());
              ended.run();
            });
    client.pipeline().addFirst(new Upgraded(ledger, relay));
    front.becomeBytes();
    HttpLink.of(instance).becomeBytes(instance);
    client.flush(); // the 101
    relay.start();
  }
}
