package dev.fairlead.proxy;

import dev.fairlead.catalog.model.Greeting;
import dev.fairlead.catalog.model.ProxyProtocol;
import dev.fairlead.catalog.model.UpstreamTls;
import dev.fairlead.proxy.route.Trace;

/** Says what goes ahead of the first byte to an instance. Stateless. */
final class GreetingNotes {
  private GreetingNotes() {}

  static void add(Greeting greeting, Trace trace) {
    ProxyProtocol header = greeting.proxyProtocol();
    if (header != ProxyProtocol.OFF) {
      trace.note("proxy_protocol", "the instance is told the client by a header " + header);
    }
    UpstreamTls tls = greeting.tls();
    switch (tls.mode()) {
      case OFF -> {}
      case VERIFIED -> trace.note("tls", "the instance must prove to be " + tls.name());
      case UNVERIFIED -> trace.note("tls", "encrypted, with whoever is there");
      case UNUSABLE -> trace.note("tls", "cannot be used: no instance can be connected to");
    }
  }
}
