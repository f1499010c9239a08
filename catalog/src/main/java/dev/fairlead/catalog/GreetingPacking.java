package dev.fairlead.catalog;

import dev.fairlead.catalog.image.PayloadReader;
import dev.fairlead.catalog.image.PayloadWriter;
import dev.fairlead.catalog.model.Greeting;
import dev.fairlead.catalog.model.ProxyProtocol;
import dev.fairlead.catalog.model.UpstreamTls;

/** A {@link Greeting} in the catalog's image. Stateless. */
final class GreetingPacking {
  private GreetingPacking() {}

  static void pack(Greeting greeting, PayloadWriter into) {
    UpstreamTls tls = greeting.tls();
    into.choice(greeting.proxyProtocol()).choice(tls.mode()).text(tls.name()).text(tls.ca());
  }

  static Greeting unpack(PayloadReader from) {
    ProxyProtocol header = from.choice(ProxyProtocol.values());
    UpstreamTls.Mode mode = from.choice(UpstreamTls.Mode.values());
    return new Greeting(header, new UpstreamTls(mode, from.text(), from.text()));
  }
}
