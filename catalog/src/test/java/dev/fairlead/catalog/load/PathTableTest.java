package dev.fairlead.catalog.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.fairlead.catalog.model.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PathTableTest {
  private static final List<String> HOSTS = List.of("a.b.test", "*.b.test", "*.test");
  private static final int[] PORTS = {0, 0, 80, 443};

  @Test
  void manyRoutesAnswerAsTryingOneAfterTheOther() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("PathTableTest -Dseed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      List<Route> routes = new ArrayList<>();
      int count = 1 + random.nextInt(60);
      for (int i = 0; i < count; i++) {
        String host = HOSTS.get(random.nextInt(HOSTS.size()));
        int port = PORTS[random.nextInt(PORTS.length)];
        routes.add(new Route("r" + i, "s", host, path(random), port, "{}"));
      }
      List<Route> ordered = new HostRoutes(routes, List.of()).routes();
      PathTable table = new PathTable(ordered);
      for (int i = 0; i < 200; i++) {
        String path = random.nextInt(20) == 0 ? "*" : path(random) + path(random);
        int port = random.nextInt(3) == 0 ? 8080 : PORTS[random.nextInt(PORTS.length)];
        assertEquals(oneAfterTheOther(ordered, path, port), table.match(path, port), path);
        assertEquals(first(ordered, port), table.matchPort(port));
      }
    }
  }

  @Test
  void hostWithTenThousandPathsFindsEach() {
    List<Route> routes = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      routes.add(new Route("r" + i, "s", "a.test", "/tenant/" + i, 0, "{}"));
    }
    HostRoutes host = new HostRoutes(routes, List.of());
    for (int i = 0; i < 10_000; i++) {
      assertEquals("r" + i, found(host, "/tenant/" + i + "/x"));
    }
    assertEquals(null, host.match("/tenant/10000", 80));
  }

  private static String found(HostRoutes host, String path) {
    Route route = host.match(path, 80);
    assertNotNull(route, path);
    return route.id();
  }

  private static String path(SplittableRandom random) {
    StringBuilder path = new StringBuilder("/");
    int segments = random.nextInt(4);
    for (int i = 0; i < segments; i++) {
      path.append("ab".charAt(random.nextInt(2)));
      path.append(random.nextInt(6) == 0 ? "" : "/");
    }
    return path.toString();
  }

  private static Route oneAfterTheOther(List<Route> ordered, String path, int port) {
    for (Route route : ordered) {
      if ((route.port() == 0 || route.port() == port) && HostRoutes.pathFits(route.path(), path)) {
        return route;
      }
    }
    return null;
  }

  private static Route first(List<Route> ordered, int port) {
    for (Route route : ordered) {
      if (route.port() == port && HostRoutes.pathFits(route.path(), "/")) {
        return route;
      }
    }
    return null;
  }
}
