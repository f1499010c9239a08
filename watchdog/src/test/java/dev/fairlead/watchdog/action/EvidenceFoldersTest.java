package dev.fairlead.watchdog.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evidence that does not fill the disk, and removes nothing else. */
final class EvidenceFoldersTest {
  @TempDir Path all;

  @Test
  void oldestGoesWhenTheBoundIsReached() throws IOException {
    EvidenceFolders folders = new EvidenceFolders(all);
    Path foreign = Files.createDirectory(all.resolve("mine"));
    for (int i = 10; i < 35; i++) {
      Files.writeString(folders.create(name(i)).resolve("reason.txt"), "");
    }
    assertEquals(EvidenceFolders.MAX_KEPT, folders.list().size());
    assertEquals(name(15), folders.list().getFirst().getFileName().toString());
    assertTrue(Files.exists(foreign));
  }

  @Test
  void sameMillisecondGetsAFolderOfItsOwn() throws IOException {
    EvidenceFolders folders = new EvidenceFolders(all);
    assertNotEquals(folders.create(name(1)), folders.create(name(1)));
    assertEquals(2, folders.list().size());
  }

  private static String name(int second) {
    return "20260101T0000%02d.000Z-stuck".formatted(second);
  }
}
