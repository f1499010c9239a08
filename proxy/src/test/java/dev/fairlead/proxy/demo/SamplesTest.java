package dev.fairlead.proxy.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** The sample services and their clients, over real sockets. */
final class SamplesTest {
  @Test
  void httpSampleSaysWhoAndWhereItIs() throws IOException {
    try (SampleHttp server = new SampleHttp("hello-waw", Region.WAW);
        HttpConnection client = new HttpConnection(address(server.endpoint()))) {
      Visit first = Visit.http(client, "hello.demo", System.nanoTime());
      assertTrue(first.good(), first.problem());
      assertEquals("waw", first.servedIn());
      assertEquals("hello-waw", client.get("hello.demo").header("demo-instance"));
    }
  }

  @Test
  void echoSampleKeepsTheConnectionHalfOpenUntilAllIsBack() throws IOException {
    try (SampleEcho server = new SampleEcho(Region.WAW)) {
      Visit visit = Visit.tcp(address(server.endpoint()), System.nanoTime());
      assertTrue(visit.good(), visit.problem());
      assertEquals("waw", visit.servedIn());
    }
  }

  @Test
  void refusedClientCountsAsFailed() throws IOException {
    String endpoint;
    try (SampleHttp server = new SampleHttp("gone", Region.NRT)) {
      endpoint = server.endpoint();
    }
    try (Client client = new Client(Region.NRT, Service.MAPS, address(endpoint).getPort())) {
      assertFalse(client.visit().good());
    }
  }

  @Test
  void eachServiceIsNearestWhereTheDistancesSay() {
    for (Region region : Region.values()) {
      assertEquals(region, Service.HELLO.nearest(region));
      assertEquals(Region.NRT, Service.MAPS.nearest(region));
      assertEquals(0, region.millisTo(region));
      for (Region other : Region.values()) {
        assertEquals(region.millisTo(other), other.millisTo(region));
      }
    }
    assertEquals(Region.WAW, Service.SHOP.nearest(Region.NRT));
  }

  @Test
  void noOtherRegionNeedsTheOneThatHangs() {
    for (Region region : Region.values()) {
      for (Service service : Service.values()) {
        assertTrue(region == Story.VICTIM || service.nearest(region) != Story.VICTIM);
      }
    }
  }

  private static InetSocketAddress address(String endpoint) {
    int colon = endpoint.lastIndexOf(':');
    return new InetSocketAddress(
        endpoint.substring(0, colon), Integer.parseInt(endpoint.substring(colon + 1)));
  }
}
