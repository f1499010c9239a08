package dev.fairlead.watchdog.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.ledger.LedgerPage;
import dev.fairlead.watchdog.link.Descriptor;
import dev.fairlead.watchdog.link.Link;
import dev.fairlead.watchdog.link.LinkServer;
import dev.fairlead.watchdog.link.Listening;
import dev.fairlead.watchdog.link.Message;
import dev.fairlead.watchdog.process.Adoption.Found;
import dev.fairlead.watchdog.process.Adoption.MuteException;
import dev.fairlead.watchdog.system.SocketType;
import dev.fairlead.watchdog.system.Sockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Orphans that say too little, and whom nobody can see: here they are this very process. */
@Timeout(60)
final class AdoptionTest {
  private static final long OWN = ProcessHandle.current().pid();
  private static final long GENEROUS_SECONDS = 30;

  @TempDir Path data;
  private LinkServer orphan;

  @BeforeEach
  void becomeAnOrphan() throws IOException {
    orphan = LinkServer.bind(data.resolve("supervisor.sock"));
  }

  @AfterEach
  void end() {
    orphan.close();
  }

  @Test
  void nobodyBehindTheFileIsNoOrphan() throws Exception {
    orphan.close();
    assertNull(new Adoption(data).look(0));
  }

  @Test
  void muteOrphanIsNamedByItsProcess() throws Exception {
    Adoption adoption = new Adoption(data);
    CompletableFuture<Found> look = look(adoption);
    try (Link link = orphan.accept()) {
      adoption.giveUp();
      MuteException mute = assertInstanceOf(MuteException.class, failure(look));
      assertEquals(OWN, mute.pid());
      assertNull(link.receive(), "the link is let go");
    }
  }

  @Test
  void muteOrphanThatCannotBeSeenIsNobodyToEnd() throws Exception {
    Adoption adoption = new Adoption(data, AdoptionTest::unseen);
    CompletableFuture<Found> look = look(adoption);
    try (Link link = orphan.accept()) {
      adoption.giveUp();
      Throwable refused = failure(look);
      assertFalse(refused instanceof MuteException, refused::toString);
      assertTrue(refused.getMessage().contains("cannot be seen"), refused::toString);
      assertNull(link.receive(), "the link is let go");
    }
  }

  @Test
  void orphanWhoseProcessTheSystemDoesNotSayIsAdoptedByItsWord() throws Exception {
    CompletableFuture<Found> look = look(new Adoption(data, AdoptionTest::unseen));
    try (Link link = orphan.accept()) {
      introduce(link);
      link.send(Message.of("all"));
      Found found = look.get(GENEROUS_SECONDS, TimeUnit.SECONDS);
      assertNotNull(found);
      assertEquals(OWN, found.process().pid());
      found.process().send(Message.of("wait"));
      assertEquals("wait", link.receive().verb());
    }
  }

  @Test
  void socketsOfAnOrphanThatIsNotAdoptedAreFreeForTheNext() throws Exception {
    CompletableFuture<Found> look = look(new Adoption(data));
    InetSocketAddress address;
    try (Link link = orphan.accept();
        Descriptor web = Listening.anywhere()) {
      address = Listening.address(web);
      introduce(link);
      link.send(Message.of("held").with("name", "web").with(web));
      link.send(Message.of("nonsense"));
      assertTrue(failure(look).getMessage().endsWith("it says 'nonsense' instead of 'held'"));
    }
    Descriptor.own(Sockets.bind(SocketType.STREAM, address, 1)).close();
  }

  /** As a system does that has no such process in sight. */
  private static long unseen(Link link) throws IOException {
    throw new IOException("not seen");
  }

  private static CompletableFuture<Found> look(Adoption adoption) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return adoption.look(0);
      } catch (IOException failed) {
        throw new CompletionException(failed);
      }
    });
  }

  private static Throwable failure(CompletableFuture<Found> look) throws Exception {
    try {
      throw new AssertionError("found " + look.get(GENEROUS_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException failed) {
      return failed.getCause();
    }
  }

  private void introduce(Link link) throws IOException {
    try (Descriptor page = Descriptor.memoryFile("ledger", LedgerPage.BYTES)) {
      LedgerPage _ = LedgerPage.create(LedgerPage.ofDescriptor(page.number()));
      link.send(
          Message.of("orphan")
              .with("control", data.resolve("control.sock").toString())
              .with("data", data.toString())
              .with("interval_ms", 100)
              .with("deadline_ms", 500)
              .with("spare", false)
              .with("drain_ms", 1000)
              .with("pid", OWN)
              .with(page));
    }
  }
}
