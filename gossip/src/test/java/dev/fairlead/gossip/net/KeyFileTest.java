package dev.fairlead.gossip.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
  @TempDir Path folder;

  @Test
  void generatedKeyIsRead() throws IOException {
    KeyFile keys = read(KeyFile.generate());
    assertEquals(1, keys.opening().size());
    assertEquals(keys.sealing().id(), keys.opening().get(0).id());
  }

  @Test
  void firstKeySealsAllOpen() throws IOException {
    String first = KeyFile.generate();
    KeyFile both = read(first + "\n" + KeyFile.generate());
    assertEquals(2, both.opening().size());
    assertTrue(both.sealing().sameAs(read(first).sealing()));
  }

  @Test
  void wrongLineIsNamed() {
    assertEquals(
        "key file " + folder.resolve("keys") + " line 2: not 32 bytes in base64",
        assertThrows(IllegalArgumentException.class, () -> read("# x\nabc\n")).getMessage());
    assertEquals(
        "key file " + folder.resolve("keys") + " has no key in it",
        assertThrows(IllegalArgumentException.class, () -> read("# x\n\n")).getMessage());
    Path none = folder.resolve("none");
    assertEquals(
        "key file " + none + " does not exist",
        assertThrows(IllegalArgumentException.class, () -> KeyFile.read(none)).getMessage());
  }

  @Test
  void sameKeyTwiceIsRefused() {
    String key = KeyFile.generate();
    assertThrows(IllegalArgumentException.class, () -> read(key + key));
  }

  @Test
  void derivedSecretsDifferByKeyAndPurposeAndAreTheSameEverywhere() throws IOException {
    String text = KeyFile.generate() + KeyFile.generate();
    List<byte[]> some = read(text).derive("some purpose");
    assertEquals(2, some.size());
    assertArrayEquals(some.get(0), read(text).derive("some purpose").get(0));
    assertFalse(Arrays.equals(some.get(0), some.get(1)));
    assertFalse(Arrays.equals(some.get(0), read(text).derive("another purpose").get(0)));
  }

  @Test
  void secretIsNeverShown() throws IOException {
    String text = KeyFile.generate();
    String secret = text.lines().filter(line -> !line.startsWith("#")).findFirst().orElseThrow();
    assertFalse(read(text).sealing().toString().contains(secret.substring(0, 6)));
  }

  private KeyFile read(String text) throws IOException {
    return KeyFile.read(Files.writeString(folder.resolve("keys"), text));
  }
}
