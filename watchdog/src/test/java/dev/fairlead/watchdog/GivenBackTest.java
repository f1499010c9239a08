package dev.fairlead.watchdog;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.link.Descriptor;
import dev.fairlead.watchdog.system.SocketType;
import dev.fairlead.watchdog.system.UnixListener;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of changes that were suspected in vain. */
@Timeout(60)
final class GivenBackTest {
  @TempDir Path folder;
  private final Lines lines = new Lines();
  private final Journal journal = new Journal(lines.stream());

  @Test
  void nodeIsAskedForEachOfThem() throws Exception {
    Path socket = folder.resolve("control.sock");
    try (Descriptor listener = Descriptor.own(UnixListener.bind(socket, SocketType.STREAM, 8))) {
      FakeServer server = new FakeServer(() -> {});
      server.listen("control", listener);
      new GivenBack(journal, socket).lift(List.of("waw/0/8", "waw/0/9"));
      lines.await("change waw/0/8 was not the cause: ", 1);
      String said = lines.await("change waw/0/9 was not the cause: ", 1);
      assertTrue(said.endsWith(": ok"), said);
      server.stopAccepting();
    }
  }

  @Test
  void nodeThatIsNotThereKeepsThemInQuarantine() throws Exception {
    new GivenBack(journal, folder.resolve("control.sock")).lift(List.of("waw/0/9"));
    String said = lines.await("was not the cause", 1);
    assertTrue(said.contains("change waw/0/9 was not the cause, but stays in quarantine"), said);
  }
}
