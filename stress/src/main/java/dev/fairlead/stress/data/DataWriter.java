package dev.fairlead.stress.data;

import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.Statement;
import dev.fairlead.stress.data.Population.ServiceSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/**
 * Writes a population through a replica, as a program with many changes would: transactions of
 * {@value #ROWS_PER_TRANSACTION} rows, {@value #IN_FLIGHT} of them on their way.
 *
 * <p>Confined to one thread.
 */
final class DataWriter {
  private static final int ROWS_PER_TRANSACTION = 2000;
  private static final int ROWS_PER_STATEMENT = 25;
  private static final int IN_FLIGHT = 4;

  private final Replica replica;
  private final Deque<CompletableFuture<?>> running = new ArrayDeque<>();
  private final List<Statement> transaction = new ArrayList<>();
  private final Map<String, List<Object>> rows = new HashMap<>(); // by table, flattened
  private int collected;
  private long written;

  DataWriter(Replica replica) {
    this.replica = replica;
  }

  /**
   * Writes all of {@code population}.
   *
   * @param progress called with the number of services written, now and then
   * @return how many rows
   */
  long write(Population population, IntConsumer progress) {
    int step = Math.max(1, population.size() / 10);
    for (int i = 0; i < population.size(); i++) {
      add(population.service(i));
      if ((i + 1) % step == 0) {
        progress.accept(i + 1);
      }
    }
    rows.keySet().forEach(this::flush);
    commit();
    running.forEach(CompletableFuture::join);
    return written;
  }

  private void add(ServiceSpec service) {
    put("service(id, policy)", 2, service.id(), "{}");
    service
        .routes()
        .forEach(route ->
            put(
                "route(id, service, host, path, port)",
                5,
                route.id(),
                service.id(),
                route.host(),
                route.path(),
                (long) route.port()));
    int own = 0;
    for (var instance : service.instances()) {
      own += instance.node().equals(DataSettings.NODE) ? 1 : 0;
      put(
          "instance(id, service, region, node, endpoint)",
          5,
          instance.id(),
          service.id(),
          DataSettings.REGION,
          instance.node(),
          instance.endpoint());
    }
    if (own > 0) {
      presence(service.id(), DataSettings.NODE, DataSettings.REGION, own);
    }
    service.presence().forEach(it -> presence(service.id(), it.node(), it.region(), it.routable()));
  }

  private void presence(String service, String node, String region, int routable) {
    put("presence(service, node, region, routable)", 4, service, node, region, (long) routable);
  }

  private void put(String table, int columns, Object... values) {
    List<Object> waiting = rows.computeIfAbsent(table, _ -> new ArrayList<>());
    Collections.addAll(waiting, values);
    written++;
    if (waiting.size() == columns * ROWS_PER_STATEMENT) {
      flush(table);
    }
    if (++collected >= ROWS_PER_TRANSACTION) {
      commit();
    }
  }

  private void flush(String table) {
    List<Object> waiting = rows.get(table);
    if (waiting.isEmpty()) {
      return;
    }
    int columns = (int) table.chars().filter(c -> c == ',').count() + 1;
    String row = "(" + String.join(", ", Collections.nCopies(columns, "?")) + ")";
    String all = String.join(", ", Collections.nCopies(waiting.size() / columns, row));
    transaction.add(
        new Statement("INSERT INTO " + table + " VALUES " + all, List.copyOf(waiting), Map.of()));
    waiting.clear();
  }

  private void commit() {
    collected = 0;
    if (running.size() == IN_FLIGHT) {
      running.removeFirst().join();
    }
    running.addLast(replica.transact(List.copyOf(transaction)));
    transaction.clear();
  }
}
