package dev.fairlead.proxy.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class ReferenceTest {
  /** The keys users and scripts rely on; a key may be added, none may vanish. */
  private static final List<String> PROMISED =
      List.of(
          "node.name node.region node.data control.socket control.debug admin.bind admin.token",
          "admin.token_file cluster.name cluster.key_file cluster.ca cluster.cert cluster.key",
          "gossip.bind gossip.advertise gossip.join gossip.profile backhaul.bind",
          "backhaul.advertise catalog.scope catalog.max_bytes catalog.idle catalog.load_wait",
          "catalog.distance.REGION listen.name listen.bind listen.protocol listen.proxy_protocol",
          "listen.handshake_timeout listen.client_ca listen.redirect_https certificate.client_ca",
          "listen.max_connections listen.max_connections_per_source node.max_connections",
          "certificate.chain certificate.key watchdog.interval watchdog.deadline watchdog.spare",
          "feed.source feed.url feed.token compat.fly log.level log.format log.access");

  @Test
  void everyPromisedKeyExists() {
    var defined = new TreeSet<String>();
    Sections.ALL.forEach(s -> s.keys().forEach(k -> defined.add(k.path())));
    assertEquals(new TreeSet<>(List.of(String.join(" ", PROMISED).split(" "))), defined);
  }

  @Test
  void referenceDescribesEveryKeyOnce() {
    String page = Reference.markdown();
    for (Section section : Sections.ALL) {
      int from = page.indexOf("\n## " + section.header() + "\n");
      assertTrue(from > 0, section.header());
      int next = page.indexOf("\n## ", from + 1);
      String part = next < 0 ? page.substring(from) : page.substring(from, next);
      for (Key<?> key : section.keys()) {
        assertEquals(2, part.split("\n\\| `" + key.name() + "` \\|", -1).length, key.path());
      }
    }
  }
}
