package dev.fairlead.proxy.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.config.ConfigException;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.config.SettingsReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the demo refuses, and what it writes. */
final class DemoCommandTest {
  @TempDir Path folder;
  private final StringWriter err = new StringWriter();

  @Test
  void takenPortIsOneClearLineAndNothingIsStarted() throws IOException {
    InetAddress waw = InetAddress.getByName(Region.WAW.host());
    try (ServerSocket taken = new ServerSocket(0, 1, waw)) {
      int port = taken.getLocalPort();
      int code = demo("--for", "30s", "--dir", folder.toString(), "--port", "" + port);
      assertEquals(1, code);
      assertEquals(1, err.toString().lines().count(), err.toString());
      assertTrue(err.toString().contains("127.0.2.1:" + port + " for region waw"), err.toString());
    }
    assertFalse(Files.exists(folder.resolve("ams")));
  }

  @Test
  void unusableTimesAndPortsAreUsageErrors() {
    assertEquals(2, demo("--for", "soon"));
    assertEquals(2, demo("--for", "9s"));
    assertEquals(2, demo("--port", "0"));
  }

  @Test
  void cleanupRunsEachStepOnceLastFirst() {
    List<Integer> undone = new ArrayList<>();
    Cleanup cleanup = new Cleanup();
    cleanup.add(() -> undone.add(1));
    cleanup.add(() -> undone.add(2));
    cleanup.close();
    cleanup.close();
    cleanup.add(() -> undone.add(3));
    assertEquals(List.of(2, 1, 3), undone);
  }

  @Test
  void configurationOfEachRegionIsValid() throws IOException, ConfigException {
    Path key = Files.writeString(folder.resolve("key"), "");
    for (Region region : Region.values()) {
      Path data = folder.resolve(region.id());
      Path file = folder.resolve(region.id() + ".toml");
      Files.writeString(file, new NodeConfig(region, 8080, data, key).text());
      Settings settings = new SettingsReader().read(file);
      assertEquals(region.id(), settings.node().region());
      assertEquals(2, settings.gossip().join().size());
      assertEquals(2, settings.catalog().distances().size());
      assertTrue(settings.control().debug());
    }
  }

  @Test
  void longSentencesContinueOnTheNextLine() {
    assertEquals(List.of("one two", "three"), Console.wrap("one two three", 8));
    assertEquals(List.of("a", "/very/long/path", "b"), Console.wrap("a /very/long/path b", 5));
  }

  @Test
  void tablesAreAlignedAndPlainWithoutATerminal() {
    StringWriter out = new StringWriter();
    Console console = new Console(new PrintWriter(out), false, true);
    console.progress("unseen");
    console.table(List.of(List.of("a", "long"), List.of("wide", "x")));
    console.check(false, "it held");
    assertEquals("  a     long\n  wide  x\n  FAILED  it held\n", out.toString());
  }

  private int demo(String... arguments) {
    return new CommandLine(new DemoCommand()).setErr(new PrintWriter(err, true)).execute(arguments);
  }
}
