package dev.fairlead.gossip.replica;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;

/** A process that writes rows, prints each one once it is acknowledged, and waits to be killed. */
final class EndlessWriter {
  private EndlessWriter() {}

  /** Arguments: the folder of the replica, and a word that makes this process's rows its own. */
  public static void main(String[] arguments) throws InterruptedException {
    Replica replica = Replica.open(new ReplicaSettings(Path.of(arguments[0]), "n", "ams"));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Semaphore inFlight = new Semaphore(32);
    for (int i = 0; i < 1_000_000; i++) {
      String id = arguments[1] + "-" + i;
      inFlight.acquire();
      replica
          .transact(List.of(Statement.of("INSERT INTO service(id) VALUES (?)", id)))
          .thenRun(() -> {
            out.println("ack " + id);
            inFlight.release();
          });
    }
  }
}
