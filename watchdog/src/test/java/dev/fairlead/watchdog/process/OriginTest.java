package dev.fairlead.watchdog.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process was started from, and whether that is still there. */
final class OriginTest {
  @TempDir Path folder;

  @Test
  void replacedJarWrittenConfigurationAndNewCacheAreDifferences() throws IOException {
    Path jar = Files.writeString(folder.resolve("a.jar"), "one");
    Path cache = Files.writeString(folder.resolve("c.aot"), "one");
    Path config = Files.writeString(folder.resolve("f.toml"), "one");
    List<String> command =
        List.of("java", "-XX:AOTCache=" + cache, "-cp", "x.jar:" + jar, "-c", config.toString());
    Origin before = Origin.of(command);
    assertEquals(before, Origin.of(command));

    Path next = Files.writeString(folder.resolve("b.jar"), "one");
    Files.move(next, jar, StandardCopyOption.ATOMIC_MOVE);
    Origin replaced = Origin.of(command);
    assertNotEquals(before, replaced);

    Files.writeString(config, "longer");
    Origin written = Origin.of(command);
    assertNotEquals(replaced, written);

    Files.delete(cache);
    assertNotEquals(written, Origin.of(command));
  }
}
