package dev.fairlead.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.link.Link;
import dev.fairlead.watchdog.link.LinkServer;
import dev.fairlead.watchdog.link.Message;
import dev.fairlead.watchdog.process.Adoption;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How long an orphan may be mute, by a clock of the test: here it is this very process. */
@Timeout(60)
final class DoorTest {
  private static final Duration GENEROUS = Duration.ofSeconds(30);
  private static final Duration TICK = Duration.ofMillis(100);

  @TempDir Path data;
  private final AtomicLong nanos = new AtomicLong();
  private final Mailbox mailbox = new Mailbox();
  private final Door door = new Door(mailbox, nanos::get);
  private LinkServer orphan;
  private String answer = "none";

  /** Keeps what came of the look. */
  private final class Answer implements Door.Visitor {
    @Override
    public void found(Adoption.Found found) {
      answer = "found";
    }

    @Override
    public void mute(Adoption.MuteException mute) {
      answer = "mute " + mute.pid();
    }

    @Override
    public void refused(String why) {
      answer = "refused " + why;
    }
  }

  @BeforeEach
  void becomeAnOrphan() throws IOException {
    orphan = LinkServer.bind(data.resolve("supervisor.sock"));
  }

  @AfterEach
  void end() {
    orphan.close();
    door.close();
  }

  @Test
  void orphanIsMuteWhenTheWatchdogHasSeenItsPatiencePass() throws Exception {
    door.look(data, new Answer());
    try (Link _ = orphan.accept()) {
      pass(Door.PATIENCE);
      assertEquals("mute " + ProcessHandle.current().pid(), answered());
    }
  }

  @Test
  void hourInWhichTheHostWasPausedIsOneTickOfIt() throws Exception {
    door.look(data, new Answer());
    try (Link link = orphan.accept()) {
      pass(Door.PATIENCE.minus(Vigil.STEP).minus(TICK));
      nanos.addAndGet(Duration.ofHours(1).toNanos());
      door.mind();
      link.send(Message.of("hello"));
      String refusal = answered();
      assertTrue(refusal.endsWith("it says 'hello' instead of 'orphan'"), refusal);
    }
  }

  private void pass(Duration time) {
    for (long left = time.toNanos(); left > 0; left -= TICK.toNanos()) {
      nanos.addAndGet(TICK.toNanos());
      door.mind();
    }
  }

  private String answered() throws InterruptedException {
    Runnable step = mailbox.take(GENEROUS);
    assertNotNull(step, "nothing came of the look");
    step.run();
    return answer;
  }
}
