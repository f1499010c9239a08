package dev.fairlead.stress.bench.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.fairlead.catalog.Catalog;
import dev.fairlead.catalog.Lookup;
import dev.fairlead.catalog.ServiceView;
import dev.fairlead.proxy.route.Decision;
import dev.fairlead.proxy.route.Facts;
import dev.fairlead.proxy.route.Router;
import dev.fairlead.proxy.route.Trace;
import dev.fairlead.stress.data.DataFolder;
import dev.fairlead.stress.data.DataSettings;
import dev.fairlead.stress.data.Population;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * Looking up one loaded service among a thousand loaded ones, by one thread and by two at once,
 * beside maps of as many hosts.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LookupBenchmark {
  private static final int LOADED = 1000;
  private static final int HOT = 501;
  private static final long MAX_BYTES = 256L << 20;

  /** Services in the replica; three times as many instances. */
  @Param("10000")
  public int services;

  private OpenCatalog open;
  private Catalog catalog;
  private String host = "";
  private final Facts facts = Facts.arrivedIn(DataSettings.REGION);
  private final ConcurrentMap<String, ServiceView> map = new ConcurrentHashMap<>();
  private final Cache<String, ServiceView> cache =
      Caffeine.newBuilder().maximumSize(10 * LOADED).build();

  /** Opens the catalog and loads the first thousand services. */
  @Setup
  public void load() {
    DataSettings settings = new DataSettings(1, services, 3 * services);
    Path folder = DataFolder.prepare(settings, DataFolder.parent(), _ -> {});
    open = new OpenCatalog(folder, MAX_BYTES);
    catalog = open.catalog();
    Population population = new Population(settings);
    for (int i = 0; i < Math.min(LOADED, services); i++) {
      String name = population.host(i);
      ServiceView view = open.load(name).view();
      map.put(name, view);
      cache.put(name, view);
    }
    host = population.host(Math.min(HOT, services - 1));
    open.settle();
  }

  /** Closes it. */
  @TearDown
  public void close() {
    open.close();
  }

  /** The figure. */
  @Benchmark
  public Lookup lookup() {
    return catalog.lookup(host, "/index.html", OpenCatalog.PORT);
  }

  /** The same by two threads at once. */
  @Benchmark
  @Threads(2)
  public Lookup lookupByTwo() {
    return catalog.lookup(host, "/index.html", OpenCatalog.PORT);
  }

  /** Lookup and the decision where the request goes. */
  @Benchmark
  public Decision decide() {
    Lookup.Found found = (Lookup.Found) catalog.lookup(host, "/index.html", OpenCatalog.PORT);
    return Router.decide(facts, found.view(), Trace.off());
  }

  /** Peer: a plain concurrent map. */
  @Benchmark
  public @Nullable ServiceView concurrentHashMap() {
    return map.get(host);
  }

  /** Peer: the same by two threads at once. */
  @Benchmark
  @Threads(2)
  public @Nullable ServiceView concurrentHashMapByTwo() {
    return map.get(host);
  }

  /** Peer: a cache bounded by size. */
  @Benchmark
  public @Nullable ServiceView caffeine() {
    return cache.getIfPresent(host);
  }

  /** Peer: the same by two threads at once. */
  @Benchmark
  @Threads(2)
  public @Nullable ServiceView caffeineByTwo() {
    return cache.getIfPresent(host);
  }
}
