package dev.fairlead.stress.drill;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The real servers behind instance rows: so many per region, taken and given back by the thread
 * that changes rows. One given back rests before it is taken again, so that an old view that still
 * leads to it shows as a wrong route.
 */
final class Servers implements AutoCloseable {
  private record Resting(InstanceServer server, long sinceNanos) {}

  private final long restNanos;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<InstanceServer> all = new ArrayList<>();
  private final Map<Region, Deque<Resting>> free = new EnumMap<>(Region.class);

  /** Starts {@code perRegion} servers in each region. */
  Servers(int perRegion, long restNanos) throws IOException {
    this.restNanos = restNanos;
    long longAgo = System.nanoTime() - restNanos;
    for (Region region : Region.values()) {
      Deque<Resting> here = new ArrayDeque<>();
      free.put(region, here);
      for (int i = 0; i < perRegion; i++) {
        InstanceServer server = new InstanceServer(region, i, threads);
        all.add(server);
        here.addLast(new Resting(server, longAgo));
      }
    }
  }

  /** A server of {@code region} that nobody has; null if all are taken or rest. */
  @Nullable InstanceServer take(Region region) {
    Deque<Resting> here = free.getOrDefault(region, new ArrayDeque<>());
    Resting first = here.peekFirst();
    if (first == null || System.nanoTime() - first.sinceNanos() < restNanos) {
      return null;
    }
    return here.removeFirst().server();
  }

  /** Gives one back. */
  void giveBack(InstanceServer server) {
    free.getOrDefault(server.region(), new ArrayDeque<>())
        .addLast(new Resting(server, System.nanoTime()));
  }

  @Override
  public void close() {
    all.forEach(InstanceServer::close);
    threads.shutdownNow();
  }
}
