package dev.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.load.OwnQuery;
import dev.fairlead.catalog.load.ReaderThreads;
import dev.fairlead.catalog.region.PresencePublisher;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaReader;
import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.gossip.replica.Statement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a node that read its rows at great cost does next, in seconds that only the test counts. */
@Timeout(60)
class ReadingDebtTest {
  private static final long LIMIT_SECONDS = 30;

  /** Whatever one reading cost. */
  private static final int LONGEST_REST_SECONDS = 30;

  @TempDir Path data;
  private final Semaphore rings = new Semaphore(0);
  private final AtomicLong costNanos = new AtomicLong();
  private final AtomicLong processorNanos = new AtomicLong();
  private final List<CompletableFuture<?>> told = new ArrayList<>();
  private Replica replica;
  private ReaderThreads readers;
  private Presences presences;

  @BeforeEach
  void open() {
    replica = Replica.open(new ReplicaSettings(data, World.NODE, World.REGION));
    readers = new ReaderThreads(1, replica::newReader);
    PresencePublisher publisher = new PresencePublisher(World.NODE, World.REGION, this::tell);
    OwnReading reading =
        new OwnReading(
            new OwnQuery(World.NODE),
            readers,
            () -> processorNanos.getAndAdd(costNanos.get()),
            rings::release);
    presences = new Presences(publisher, reading, _ -> null);
  }

  @AfterEach
  void close() {
    readers.close();
    replica.close();
  }

  private CompletableFuture<?> tell(List<Statement> statements) {
    CompletableFuture<?> telling = replica.transact(statements);
    told.add(telling);
    return telling;
  }

  @Test
  void costOfAnHourIsADebtOfHalfAMinute() throws InterruptedException {
    own("shop");
    costNanos.set(Duration.ofHours(1).toNanos());
    presences.upkeep();
    assertTold("shop");

    own("blog");
    for (int second = 1; second <= LONGEST_REST_SECONDS; second++) {
      pass();
      assertEquals(0, rings.availablePermits(), "second " + second);
    }
    pass();
    assertTold("blog", "shop");
  }

  @Test
  void readingThatCostsNothingIsFollowedByTheNextAtOnce() throws InterruptedException {
    own("shop");
    presences.upkeep();
    assertTold("shop");
    own("blog");
    presences.upkeep();
    assertTold("blog", "shop");
  }

  private void own(String service) {
    join(
        replica.transact(
            List.of(
                Statement.of(
                    "INSERT INTO instance(id, service, endpoint) VALUES (?, ?, '127.0.0.1:1')",
                    "of " + service,
                    service))));
    presences.changed(List.of(), true);
  }

  /** Lets a second go by; returns when a reading that began in it, if any, is over. */
  private void pass() {
    presences.everySecond();
    presences.upkeep();
    CompletableFuture<Boolean> idle = new CompletableFuture<>();
    assertTrue(readers.offer(_ -> idle.complete(true)));
    join(idle);
  }

  /** Takes what was read, and looks at what the world is told by it. */
  private void assertTold(String... services) throws InterruptedException {
    assertTrue(rings.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS), "nothing was read");
    presences.upkeep();
    join(told.getLast());
    List<String> rows = new ArrayList<>();
    try (ReplicaReader reader = replica.newReader()) {
      reader.query(
          Statement.of("SELECT service FROM presence WHERE routable = 1 ORDER BY 1"),
          row -> rows.add(row.text(0)));
    }
    assertEquals(List.of(services), rows);
  }

  private static void join(CompletableFuture<?> future) {
    future.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }
}
