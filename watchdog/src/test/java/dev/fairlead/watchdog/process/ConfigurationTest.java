package dev.fairlead.watchdog.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which configuration a process is started with after others have failed. */
final class ConfigurationTest {
  @TempDir Path folder;
  private Path file;
  private Configuration configuration;

  @BeforeEach
  void writeOne() throws IOException {
    file = Files.writeString(folder.resolve("f.toml"), "good");
    configuration = Configuration.of(List.of("java", "node", "-c", file.toString()));
  }

  @Test
  void fileThatWorkedIsKeptByteForByte() throws IOException {
    byte[] bytes = {'a', (byte) 0xff, 0, (byte) 0xc3};
    Files.write(file, bytes);
    keep(configuration.choose(false, folder));
    assertEquals(
        new String(bytes, StandardCharsets.ISO_8859_1),
        Files.readString(Configuration.copyIn(folder), StandardCharsets.ISO_8859_1));
  }

  @Test
  void blamedFileIsReplacedByTheCopyUntilItChanges() throws IOException {
    keep(configuration.choose(false, folder));
    Files.writeString(file, "bad");
    Configuration.Choice bad = configuration.choose(false, folder);
    assertTrue(configuration.isNew(bad));
    Configuration.Choice back = configuration.choose(true, folder);
    assertEquals(new Configuration.Choice("good", true), back);
    assertFalse(configuration.isNew(back));
    assertTrue(configuration.choose(false, folder).copy(), "it is still the bad one");
    Files.writeString(file, "better");
    assertEquals(new Configuration.Choice("better", false), configuration.choose(false, folder));
  }

  @Test
  void withoutACopyThereIsNoWayBack() throws IOException {
    Configuration.Choice first = configuration.choose(false, folder);
    assertFalse(configuration.isNew(first));
    assertFalse(configuration.choose(true, folder).copy());
    assertFalse(configuration.choose(true, null).copy());
  }

  @Test
  void commandWithoutAFileHasNothingToKeep() {
    Configuration none = Configuration.of(List.of("java", "node"));
    assertFalse(none.worthKeeping(none.choose(false, folder)));
  }

  private void keep(Configuration.Choice choice) throws IOException {
    assertTrue(configuration.worthKeeping(choice));
    Configuration.write(choice, folder);
    configuration.kept(choice);
    assertFalse(configuration.worthKeeping(choice));
  }
}
