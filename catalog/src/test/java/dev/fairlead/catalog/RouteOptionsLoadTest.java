package dev.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.options.RouteOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options and paths of routes, from the row to the lookup. */
final class RouteOptionsLoadTest {
  @TempDir Path data;
  private World world;

  @BeforeEach
  void open() {
    world = new World(data);
    world.service("shop");
    world.instance("i1", "shop", World.NODE, 9001);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void route(String id, String service, String path, String options) {
    world.sql(
        "INSERT INTO route(id, service, host, path, options) VALUES (?, ?, 'a.test', ?, ?)",
        id,
        service,
        path,
        options);
  }

  private RouteOptions options(String path) {
    Lookup.Found found = assertInstanceOf(Lookup.Found.class, world.lookup("a.test", path, 80));
    assertNotNull(found.route());
    return found.route().options();
  }

  @Test
  void optionsAreReadWithTheRouteAndFollowTheRow() {
    route("r", "shop", "/api", "{\"strip_path\": true}");
    assertEquals("/api", options("/api/x").stripPath());
    world.sql("UPDATE route SET options = '{\"strip_path\": \"/\"}' WHERE id = 'r'");
    world.settle();
    assertEquals("", options("/api/x").stripPath());
    assertEquals(0, world.catalog.status().optionFaults());
  }

  @Test
  void aBadOptionLeavesTheRouteInPlaceAndIsCounted() {
    route("r", "shop", "/", "{\"rate\": \"much\", \"colour\": 1}");
    RouteOptions options = options("/");
    assertTrue(options.plain());
    assertEquals(2, options.faults().size(), options.faults()::toString);
    assertTrue(world.catalog.status().optionFaults() >= 2);
    assertEquals(0, world.catalog.status().malformedRows());
  }

  @Test
  void aRedirectNeedsNoService() {
    route("r", "", "/", "{\"redirect\": {\"to\": \"https://b.test{path}\"}}");
    Lookup.Found found = assertInstanceOf(Lookup.Found.class, world.lookup("a.test", "/", 80));
    assertEquals("", found.view().service());
    assertEquals(0, found.view().instances().size());
    assertEquals(List.of(), found.view().elsewhere());
    world.sql("UPDATE route SET options = '{}' WHERE id = 'r'");
    world.settle();
    assertInstanceOf(Lookup.Unknown.class, world.lookup("a.test", "/", 80));
  }

  @Test
  void aRowsPathIsHeldInNormalForm() {
    route("r1", "shop", "/%61pi/../api//v%31/", "{\"strip_path\": true}");
    route("r2", "shop", "/b%2fc", "{}");
    assertEquals("/api/v1", options("/api/v1/x").stripPath());
    assertInstanceOf(Lookup.Unknown.class, world.lookup("a.test", "/b%2fc", 80));
    assertTrue(world.catalog.status().malformedRows() >= 1);
  }
}
