package dev.fairlead.watchdog.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a reader makes of records that are being written, were left half written, or are garbage.
 */
final class DamagedLedgerTest {
  @TempDir Path folder;

  @Test
  void aWholeRecordIsOfOneMoment() throws InterruptedException {
    ByteBuffer page = ByteBuffer.allocateDirect(128).order(ByteOrder.nativeOrder());
    Slot slot = new Slot(page, 0, 128);
    AtomicBoolean stop = new AtomicBoolean();
    Thread writer = Thread.ofPlatform().start(() -> writeEqualNumbers(slot, stop));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    long last = 0;
    for (int whole = 0; whole < 10_000; ) {
      Copy copy = new Slot(page, 0, 128).read();
      if (copy.whole()) {
        whole++;
        last = copy.getLong();
        for (int field = 1; field < 15; field++) {
          assertEquals(last, copy.getLong());
        }
      }
      assertTrue(System.nanoTime() < end, "only " + whole + " copies were whole");
    }
    stop.set(true);
    writer.join();
    assertTrue(last > 1, "the record changed meanwhile");
  }

  private static void writeEqualNumbers(Slot slot, AtomicBoolean stop) {
    for (long i = 1; !stop.get(); i++) {
      slot.begin();
      for (int field = 0; field < 15; field++) {
        slot.putLong(i);
      }
      slot.end();
    }
  }

  @Test
  void aRecordLeftHalfWrittenIsReadAsItIs() throws IOException {
    LedgerPage page = LedgerPage.create(folder.resolve("ledger"));
    page.node().loop(0, new LoopState("loop-0", 1, 2, 3));
    leaveOdd(folder.resolve("ledger"), Layout.LOOPS, 7);
    assertEquals(List.of(new LoopState("loop-0", 1, 2, 3)), page.nodeReader().loops());
  }

  @Test
  void aFirstRecordLeftHalfWrittenIsNone() throws IOException {
    LedgerPage page = LedgerPage.create(folder.resolve("ledger"));
    leaveOdd(folder.resolve("ledger"), Layout.LOOPS, 1);
    assertEquals(List.of(), page.nodeReader().loops());
  }

  @Test
  void theNextWriterGoesOnAfterARecordLeftHalfWritten() throws IOException {
    LedgerPage page = LedgerPage.create(folder.resolve("ledger"));
    page.watchdog().write(WatchdogState.UNKNOWN);
    leaveOdd(folder.resolve("ledger"), Layout.WATCHDOG, 7);
    WatchdogState next =
        new WatchdogState(5, 0, 0, WatchdogState.UNKNOWN.watch(), WatchdogState.Past.NONE);
    page.watchdog().write(next);
    assertEquals(next, page.watchdogState());
  }

  private static void leaveOdd(Path file, int slot, int sequence) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer odd = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(0, sequence);
      channel.write(odd, slot);
    }
  }

  @Test
  void aWriterKilledInTheMiddleLeavesAReadableLedger() throws Exception {
    Path file = folder.resolve("ledger");
    LedgerPage page = LedgerPage.create(file);
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                BusyWriter.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertEquals('w', writer.getInputStream().read());
    } finally {
      writer.destroyForcibly();
    }
    assertTrue(writer.waitFor(30, TimeUnit.SECONDS));
    NodeReader reader = page.nodeReader();
    assertEquals(writer.pid(), reader.stage().pid());
    assertEquals(NodeLedger.MAX_LOOPS, reader.loops().size());
    int torn = 0;
    for (LoopState loop : reader.loops()) {
      torn += loop.ticks() == loop.lagNanos() ? 0 : 1;
    }
    assertTrue(torn <= 1, "only the record it was at may be torn, not " + torn);
    assertEquals(Layout.MAX_CHANGES, reader.changes().size());
    assertTrue(reader.log().getLast().startsWith("line"), reader.log().getLast());
  }

  /** Writes as fast as it can until it is killed. */
  static final class BusyWriter {
    private BusyWriter() {}

    public static void main(String[] arguments) throws IOException {
      NodeLedger node = LedgerPage.open(Path.of(arguments[0])).node();
      node.role(NodeRole.OWNER);
      for (long i = 0; ; i++) {
        node.loop((int) (i % NodeLedger.MAX_LOOPS), new LoopState("loop", i, i, 0));
        node.applying(ChangeLane.MERGE, new Change("a", "world", i, "service", "k"));
        node.applied(ChangeLane.MERGE);
        node.log("line " + i);
        if (i == 20_000) {
          System.out.write('w');
          System.out.flush();
        }
      }
    }
  }

  @Test
  void garbageIsReadAsSomething() throws IOException {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed=" + seed);
    RandomGenerator random =
        RandomGeneratorFactory.<RandomGenerator>of("L64X128MixRandom").create(seed);
    Path file = folder.resolve("ledger");
    LedgerPage page = LedgerPage.create(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int round = 0; round < 300; round++) {
        byte[] noise = new byte[random.nextInt(1, LedgerPage.BYTES / 2)];
        random.nextBytes(noise);
        int at = random.nextInt(16, LedgerPage.BYTES - noise.length);
        channel.write(ByteBuffer.wrap(noise), at);
        readAll(page);
      }
    }
  }

  private static void readAll(LedgerPage page) {
    NodeReader reader = page.nodeReader();
    assertNotNull(reader.stage());
    assertNotNull(reader.vitals());
    assertTrue(reader.loops().size() <= NodeLedger.MAX_LOOPS);
    assertTrue(reader.locks().size() <= NodeLedger.MAX_LOCKS);
    assertTrue(reader.heads().size() <= NodeLedger.MAX_HEADS);
    assertTrue(reader.changes().size() <= ChangeLane.values().length * Layout.MAX_CHANGES);
    reader.log().forEach(line -> assertTrue(line.indexOf('\n') < 0));
    assertNotNull(page.watchdogState());
  }
}
