package dev.fairlead.stress.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fairlead.proxy.config.ConfigException;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.config.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TemplateTest {
  private static Map<String, String> words(Path folder) {
    Map<String, String> words =
        new HashMap<>(
            Map.of(
                "HOST", "127.0.0.9",
                "NAME", Stand.HOST,
                "ORIGIN", "127.0.0.8:80",
                "ORIGIN_HOST", "127.0.0.8",
                "ORIGIN_PORT", "80",
                "FOLDER", folder.toString(),
                "NODE", "n-1",
                "REGION", "here",
                "DATA", folder.toString(),
                "SOCKET", folder.resolve("control.sock").toString()));
    words.put("CHAIN", folder.resolve("chain.pem").toString());
    words.put("KEY", folder.resolve("key.pem").toString());
    words.put("PEM", folder.resolve("both.pem").toString());
    for (Door door : Door.values()) {
      words.put(door.portWord(), Integer.toString(door.port()));
    }
    return words;
  }

  @Test
  void wordsAreReplacedAndVariablesOfOthersAreNot() {
    assertEquals(
        "$host a@b listen 1.2.3.4;",
        Template.fill("$host a@b listen @HOST@;", Map.of("HOST", "1.2.3.4")));
  }

  @Test
  void aWordWithoutAValueIsNamed() {
    var mistake =
        assertThrows(IllegalArgumentException.class, () -> Template.fill("@NOPE@", Map.of()));
    assertEquals("no value for @NOPE@", mistake.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "origin.conf",
        "nginx.conf",
        "haproxy.cfg",
        "envoy.yaml",
        "traefik.yaml",
        "traefik-routes.yaml"
      })
  void everyConfigurationHasNoOtherWords(String name, @TempDir Path folder) throws IOException {
    Path file = Template.write(name, words(folder), folder);
    assertFalse(Files.readString(file).contains("@ORIGIN"));
  }

  @Test
  void oursIsAConfigurationThatIsAccepted(@TempDir Path folder)
      throws IOException, ConfigException {
    Certificate _ = Certificate.make(folder, Stand.HOST);
    Path file = Template.write("fairlead.toml", words(folder), folder);
    Settings settings = new SettingsReader().read(file);
    assertEquals(3, settings.listeners().size());
    assertFalse(settings.watchdog().spare());
  }
}
