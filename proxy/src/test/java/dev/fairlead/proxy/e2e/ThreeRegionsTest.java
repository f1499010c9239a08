package dev.fairlead.proxy.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users see of three regions: rows written anywhere, requests carried to whoever has them. */
final class ThreeRegionsTest {
  @TempDir static Path folder;
  private static Cluster cluster;

  @BeforeAll
  static void start() {
    cluster = Cluster.configure(folder).start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void rowsWrittenInOneRegionServeTheOthers() {
    try (Origin origin = Origin.start("hello from ams")) {
      cluster.service(cluster.ams, "hello", "hello.test");
      cluster.instance(cluster.ams, "hello-ams", "hello", origin.endpoint());
      for (NodeProcess node : cluster.all()) {
        Eventually.holds(
            node.region + " serves it", () -> node.get("hello.test", "/").has("hello from ams"));
      }
      List<String> why = cluster.nrt.control("explain GET http://hello.test/");
      assertTrue(String.join("\n", why).contains("ams"), why::toString);
    }
  }

  @Test
  void aRemovedInstanceIsRoutedToNoMore() {
    try (Origin origin = Origin.start("short lived")) {
      cluster.service(cluster.waw, "brief", "brief.test");
      cluster.instance(cluster.waw, "brief-waw", "brief", origin.endpoint());
      Eventually.holds("served", () -> cluster.ams.get("brief.test", "/").status() == 200);
      cluster.waw.transact("DELETE FROM instance WHERE id = 'brief-waw'");
      for (NodeProcess node : cluster.all()) {
        Eventually.holds(
            node.region + " says there is none",
            () -> node.get("brief.test", "/").has("Fairlead-Error: FR02"));
      }
    }
  }

  @Test
  void aNodeThatDiesTakesItsInstancesWithIt() {
    try (Origin origin = Origin.start("orphan");
        Cluster mortal = Cluster.configure(folder.resolve("mortal"))) {
      mortal.all().forEach(NodeProcess::startAlone);
      mortal.all().forEach(NodeProcess::awaitReady);
      mortal.service(mortal.ams, "orphan", "orphan.test");
      mortal.instance(mortal.nrt, "orphan-nrt", "orphan", origin.endpoint());
      Eventually.holds("served", () -> mortal.waw.get("orphan.test", "/").status() == 200);
      mortal.nrt.kill();
      for (NodeProcess node : List.of(mortal.ams, mortal.waw)) {
        Eventually.holds(
            node.region + " says there is none",
            () -> node.get("orphan.test", "/").has("Fairlead-Error: FR02"));
      }
      mortal.nrt.startAlone();
      Eventually.holds("back", () -> mortal.waw.get("orphan.test", "/").status() == 200);
    }
  }

  @Test
  void instancesOfARegionStayInIt() {
    cluster.service(cluster.nrt, "local", "local.test");
    cluster.instance(cluster.nrt, "local-nrt", "local", "127.0.0.1:1");
    Eventually.holds(
        "ams hears that nrt has it",
        () -> cluster.ams.query("SELECT * FROM presence WHERE service = 'local'").contains("nrt"));
    assertTrue(
        !cluster
            .ams
            .query("SELECT id FROM instance WHERE service = 'local'")
            .contains("local-nrt"));
  }

  @Test
  void aTcpConnectionIsCarriedToTheRegionThatHasTheService() throws IOException {
    try (EchoServer echo = EchoServer.start()) {
      cluster.nrt.transact("INSERT INTO service (id, protocol) VALUES ('echo', 'tcp')");
      cluster.nrt.transact("INSERT INTO route (id, service, port) VALUES ('echo', 'echo', 5432)");
      cluster.instance(cluster.nrt, "echo-nrt", "echo", echo.endpoint());
      for (NodeProcess node : cluster.all()) {
        Eventually.holds(
            node.region + " carries the bytes", () -> echoes(node, "ping over " + node.region));
      }
    }
  }

  private static boolean echoes(NodeProcess node, String text) {
    try (Socket socket = new Socket(node.address, node.tcpPort())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(text.getBytes(UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), UTF_8).equals(text);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void manyFirstRequestsCauseOneLoad() throws Exception {
    try (Origin origin = Origin.start("popular")) {
      cluster.service(cluster.ams, "popular", "popular.test");
      cluster.instance(cluster.ams, "popular-ams", "popular", origin.endpoint());
      Eventually.holds(
          "nrt holds the rows",
          () ->
              cluster
                  .nrt
                  .query("SELECT * FROM presence WHERE service = 'popular'")
                  .contains("ams-1"));
      long before = loads();
      List<Callable<Integer>> requests =
          IntStream.range(0, 200)
              .<Callable<Integer>>mapToObj(i -> () -> cluster.nrt.get("popular.test", "/").status())
              .toList();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<Integer> answer : threads.invokeAll(requests)) {
          assertEquals(200, answer.get());
        }
      }
      assertEquals(1, loads() - before, "one load of the service, however many ask");
    }
  }

  /** Loads of services that nrt has begun. Hosts have others: each ping looks one up. */
  private static long loads() {
    String status = String.join("", cluster.nrt.control("show catalog --json"));
    return Long.parseLong(
        status.replaceAll("(?s).*\"services\":.*?\"loads_started\":(\\d+).*", "$1"));
  }

  @Test
  void unknownHostsAreRefusedAndLeaveNothingBehind() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      String host = Long.toHexString(random.nextLong()) + ".unknown.test";
      RawHttp.Response response = cluster.waw.get(host, "/");
      assertEquals(404, response.status());
      assertTrue(response.has("Fairlead-Error: FR01"), response::head);
    }
  }
}
