package dev.fairlead.proxy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.net.KeyFile;
import dev.fairlead.proxy.config.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MainTest {
  @TempDir Path folder;

  @Test
  void helpListsEveryCommandAndIsWhatNoCommandPrints() {
    CommandLineRun help = CommandLineRun.of("help");
    assertEquals(0, help.code());
    for (String name :
        List.of(
            "run",
            "ctl",
            "service",
            "route",
            "instance",
            "config",
            "keygen",
            "ca",
            "test",
            "stress",
            "bench",
            "drill")) {
      assertTrue(help.out().contains("\n  " + name + " "), name + " in\n" + help.out());
    }
    assertEquals(help, CommandLineRun.of());
  }

  @Test
  void everyCommandHasHelpAtAnyDepthAndInBothSpellings() {
    CommandLineRun set = CommandLineRun.of("help", "instance", "set");
    assertEquals(0, set.code(), set.err());
    assertTrue(set.out().contains("--endpoint=IP:PORT"), set.out());
    assertEquals(set, CommandLineRun.of("instance", "set", "--help"));
    assertEquals(2, CommandLineRun.of("help", "nosuch").code());
    assertTrue(CommandLineRun.of("help", "ctl").out().contains("control socket"));
    assertEquals(CommandLineRun.of("version"), CommandLineRun.of("--version"));
  }

  @Test
  void unknownCommandIsAUsageErrorInOneLine() {
    CommandLineRun run = CommandLineRun.of("srvice");
    assertEquals(2, run.code());
    assertEquals("fairlead: unknown command 'srvice'", run.firstErrorLine());
    assertEquals("", run.out());
  }

  @Test
  void missingOptionIsAUsageError() {
    CommandLineRun run = CommandLineRun.of("config", "check");
    assertEquals(2, run.code());
    assertTrue(run.firstErrorLine().contains("--config"), run.err());
  }

  @Test
  void badConfigurationIs78AndNamesFileLineAndKey() throws IOException {
    Path file = folder.resolve("fairlead.toml");
    Files.writeString(file, "[node]\nregion = \"waw\"\nnme = \"x\"\n");
    CommandLineRun run = CommandLineRun.of("config", "check", "-c", file.toString());
    assertEquals(78, run.code());
    assertEquals(file + ":3: node.nme: unknown key; did you mean name?", run.firstErrorLine());
  }

  @Test
  void goodConfigurationIsFine() throws IOException {
    Path file = folder.resolve("fairlead.toml");
    Files.writeString(file, "[node]\nregion = \"waw\"\n");
    CommandLineRun run = CommandLineRun.of("config", "check", "-c", file.toString());
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("region waw"), run.out());
  }

  @Test
  void referencePageIsPrinted() {
    assertEquals(Reference.markdown(), CommandLineRun.of("config", "reference").out());
  }

  @Test
  void ctlWithoutANodeIs69() {
    Path socket = folder.resolve("none.sock");
    CommandLineRun run = CommandLineRun.of("ctl", "--socket", socket.toString(), "ping");
    assertEquals(69, run.code());
    assertTrue(run.firstErrorLine().contains(socket.toString()), run.err());
  }

  @Test
  void tableCommandsWithoutANodeAre69() {
    CommandLineRun run = CommandLineRun.of("service", "ls", "--api", "http://127.0.0.1:1");
    assertEquals(69, run.code());
    assertTrue(run.firstErrorLine().contains("http://127.0.0.1:1"), run.err());
  }

  @Test
  void keygenWritesAFileOnlyItsOwnerReadsAndNeverOverwrites() throws IOException {
    Path file = folder.resolve("cluster.key");
    assertEquals(0, CommandLineRun.of("keygen", "-o", file.toString()).code());
    assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
    assertTrue(KeyFile.read(file) != null);
    String key = Files.readString(file);
    assertEquals(1, CommandLineRun.of("keygen", "-o", file.toString()).code());
    assertEquals(key, Files.readString(file));
  }

  @Test
  void rehearsalLeavesNothingBehind() {
    CommandLineRun run = CommandLineRun.of("rehearse");
    assertEquals(0, run.code(), run.err());
  }

  @Test
  void garbageKeyFileIs78AndNamesTheFile() throws IOException {
    Path keys = Files.writeString(folder.resolve("cluster.key"), "garbage\n");
    Path file = folder.resolve("fairlead.toml");
    Files.writeString(file, "[node]\nregion = \"waw\"\n[cluster]\nkey_file = \"cluster.key\"\n");
    CommandLineRun run = CommandLineRun.of("config", "check", "-c", file.toString());
    assertEquals(78, run.code());
    assertTrue(run.firstErrorLine().contains(keys + " line 1"), run.err());
  }

  @Test
  void versionNamesTheProgramAndItsJava() {
    CommandLineRun run = CommandLineRun.of("version");
    assertEquals(0, run.code());
    assertTrue(run.out().startsWith("fairlead "), run.out());
  }
}
