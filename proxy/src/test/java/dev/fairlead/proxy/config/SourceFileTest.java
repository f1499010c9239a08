package dev.fairlead.proxy.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.config.SourceFile.Change;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two readings of a file differ in the keys that say something else, and in no others. */
final class SourceFileTest {
  private static final String BEFORE =
      """
      [node]
      name = "waw-1"
      region = "waw"
      [admin]
      token = "one"
      [catalog.distance]
      ams = "20ms"
      nrt = "270ms"
      [[listen]]
      name = "web"
      bind = "127.0.0.1:8080"
      [[listen]]
      name = "db"
      bind = "127.0.0.1:5432"
      protocol = "tcp"
      """;

  @TempDir Path folder;

  private List<Change> changes(String from, String to) throws Exception {
    Path file = Files.writeString(folder.resolve("fairlead.toml"), BEFORE);
    Settings before = new SettingsReader().read(file);
    assertTrue(BEFORE.contains(from));
    Files.writeString(file, BEFORE.replace(from, to));
    return new SettingsReader().read(file).source().since(before.source());
  }

  @Test
  void anotherLayoutIsNoChange() throws Exception {
    assertEquals(List.of(), changes("[admin]", "# a comment\n[log]\nlevel = \"info\"\n\n[admin]"));
  }

  @Test
  void aKeyThatAppearsIsNamedWithItsLine() throws Exception {
    assertEquals(
        List.of(new Change("log.level", 5, true)),
        changes("[admin]", "[log]\nlevel = \"warn\"\n[admin]"));
  }

  @Test
  void aKeyThatIsLeftOutSaysItsDefaultAgain() throws Exception {
    assertEquals(List.of(new Change("node.name", 1, false)), changes("name = \"waw-1\"\n", ""));
  }

  @Test
  void aLiveKeyWaitsForTheRestartOfWhatItIsTiedTo() throws Exception {
    assertEquals(List.of(new Change("admin.token", 5, true)), changes("one", "two"));
    assertEquals(
        List.of(new Change("admin.bind", 6, false), new Change("admin.token", 5, false)),
        changes("token = \"one\"", "token = \"two\"\nbind = \"127.0.0.1:9\""));
  }

  @Test
  void entriesWithNamesOfTheirOwnAreNamed() throws Exception {
    assertEquals(
        List.of(
            new Change("catalog.distance.ams", 7, false),
            new Change("catalog.distance.fra", 8, false)),
        changes("ams = \"20ms\"", "ams = \"21ms\"\nfra = \"1ms\""));
  }

  @Test
  void entriesAreComparedOneByOneAndCounted() throws Exception {
    assertEquals(
        List.of(new Change("listen.bind", 11, false)), changes("127.0.0.1:8080", "127.0.0.1:80"));
    assertEquals(
        List.of(new Change("listen", 16, false)),
        changes("protocol = \"tcp\"", "protocol = \"tcp\"\n[[listen]]\nbind = \"127.0.0.1:9\""));
    assertEquals(
        List.of(new Change("listen", 0, false)),
        changes(BEFORE.substring(BEFORE.lastIndexOf("[[listen]]")), ""));
  }
}
