package dev.fairlead.proxy.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.InFlights;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.gossip.net.KeyFile;
import dev.fairlead.proxy.config.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the value of a cookie says, and to whom. */
final class StickinessTest {
  @TempDir Path folder;

  private static Instances instances(int from, int to) {
    List<InstanceRow> rows = new ArrayList<>();
    for (int i = from; i < to; i++) {
      rows.add(
          new InstanceRow(
              "i%03d".formatted(i),
              "n",
              new InetSocketAddress("127.0.0.1", 1),
              InstanceRow.State.UP,
              InstanceRow.Health.UNKNOWN,
              100,
              0,
              0));
    }
    return Instances.pack(rows, new InFlights());
  }

  private static Stickiness named(String cluster) {
    return Stickiness.of(new Settings.Cluster(cluster, null, null));
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static Stickiness keyed(Path file) {
    return Stickiness.of(new Settings.Cluster("c", file, null));
  }

  @Test
  void aValueNamesOneInstanceOfOneServiceOnEveryNode() {
    Instances all = instances(0, 300);
    for (int i = 0; i < all.routable(); i++) {
      String value = named("c").value("app", all, i);
      assertEquals(i, named("c").place("app", all, value));
      assertEquals(-1, named("c").place("other", all, value));
      assertEquals(-1, named("d").place("app", all, value));
      assertFalse(value.contains(all.id(i)));
    }
  }

  @Test
  void itIsFoundAtAnotherPlaceToo() {
    String value = named("c").value("app", instances(0, 300), 200);
    assertEquals(150, named("c").place("app", instances(50, 300), value));
    assertEquals(-1, named("c").place("app", instances(201, 300), value));
    assertEquals(-1, named("c").place("app", Instances.NONE, value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "i001", "00000000000000000000000000000000", "not hex at all!!"})
  void whateverElseIsBroughtNamesNone(String value) {
    assertEquals(-1, named("c").place("app", instances(0, 3), value));
    assertEquals(-1, named("c").place("app", instances(0, 3), value + "x".repeat(32)));
  }

  @Test
  void aValueThatWasAlteredNamesNone() {
    Instances all = instances(0, 300);
    String value = named("c").value("app", all, 7);
    for (int i = 0; i < value.length(); i++) {
      char other = value.charAt(i) == '0' ? '1' : '0';
      String altered = value.substring(0, i) + other + value.substring(i + 1);
      assertEquals(-1, named("c").place("app", all, altered));
    }
  }

  @Test
  void whatAnOlderKeySealedIsUnderstoodAsLongAsTheKeyIsThere() throws IOException {
    String older = KeyFile.generate();
    String newer = KeyFile.generate();
    Instances all = instances(0, 10);
    String value = keyed(file("old", older)).value("app", all, 3);
    Stickiness both = keyed(file("both", newer + older));
    assertEquals(3, both.place("app", all, value));
    assertNotEquals(value, both.value("app", all, 3));
    assertEquals(-1, keyed(file("new", newer)).place("app", all, value));
  }

  @Test
  void valuesTellNothingOfWhatInstancesHaveInCommon() {
    Instances all = instances(0, 100);
    for (int i = 1; i < 100; i++) {
      String one = named("c").value("app", all, i - 1);
      String next = named("c").value("app", all, i);
      int equal = 0;
      for (int at = 0; at < one.length(); at++) {
        equal += one.charAt(at) == next.charAt(at) ? 1 : 0;
      }
      assertTrue(equal < 16, one + " and " + next);
    }
  }
}
