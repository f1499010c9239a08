package dev.fairlead.watchdog.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvidenceFoldersTest {
  @TempDir Path data;

  @Test
  void theOldestGoWhenThereAreTooMany() throws IOException {
    EvidenceFolders folders = new EvidenceFolders(data.resolve("evidence"), 3, 1000);
    for (int i = 0; i < 5; i++) {
      folders.create(victim(i));
      folders.prune();
    }
    assertEquals(
        List.of(
            "19700101T000002.000Z-stuck-id2",
            "19700101T000003.000Z-stuck-id3",
            "19700101T000004.000Z-stuck-id4"),
        names(folders));
  }

  @Test
  void theOldestGoWhenTheyAreTooLarge() throws IOException {
    EvidenceFolders folders = new EvidenceFolders(data.resolve("evidence"), 20, 1000);
    for (int i = 0; i < 4; i++) {
      Files.write(folders.create(victim(i)).resolve("threads.txt"), new byte[400]);
    }
    folders.prune();
    assertEquals(
        List.of("19700101T000002.000Z-stuck-id2", "19700101T000003.000Z-stuck-id3"),
        names(folders));
  }

  @Test
  void theNewestStaysHoweverLarge() throws IOException {
    EvidenceFolders folders = new EvidenceFolders(data.resolve("evidence"), 20, 1000);
    Files.write(folders.create(victim(1)).resolve("recording.jfr"), new byte[5000]);
    Files.write(folders.create(victim(2)).resolve("recording.jfr"), new byte[5000]);
    folders.prune();
    assertEquals(List.of("19700101T000002.000Z-stuck-id2"), names(folders));
  }

  @Test
  void whatIsNoEvidenceIsNeverRemoved() throws IOException {
    EvidenceFolders folders = new EvidenceFolders(data.resolve("evidence"), 1, 0);
    Path notes = Files.createDirectories(data.resolve("evidence/notes"));
    Files.writeString(notes.resolve("a"), "mine");
    folders.create(victim(1));
    folders.create(victim(2));
    folders.prune();
    assertTrue(Files.exists(notes.resolve("a")));
    assertEquals(1, folders.list().size());
  }

  @Test
  void twoOfOneMomentHaveTwoNames() throws IOException {
    EvidenceFolders folders = new EvidenceFolders(data.resolve("evidence"));
    folders.create(victim(1));
    folders.create(victim(1));
    assertEquals(
        List.of("19700101T000001.000Z-stuck-id1", "19700101T000001.000Z-stuck-id1-2"),
        names(folders));
  }

  private static List<String> names(EvidenceFolders folders) throws IOException {
    return folders.list().stream().map(path -> path.getFileName().toString()).toList();
  }

  private Victim victim(int second) {
    return new Victim(
        "id" + second,
        Instant.ofEpochSecond(second),
        "stuck",
        "stuck",
        List.of(),
        1,
        true,
        null,
        data.resolve("control.sock"),
        data);
  }
}
