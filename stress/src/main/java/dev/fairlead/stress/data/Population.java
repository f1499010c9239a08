package dev.fairlead.stress.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The services of a data set, each computed from its index alone, so that nobody has to hold them.
 *
 * <p>One service in 2000 is large: 100 to 10 000 instances, small ones being more frequent. The
 * others have one to three. One in 20 has a wildcard route besides its exact host, one in 20 a path
 * of its own, one in 1000 a port. One in 5 has presence in one or two other regions. Service 0 is
 * the {@link #PROBE}. Immutable; thread-safe.
 */
public final class Population {
  /** The service 0: one instance, of the node itself. */
  public static final int PROBE = 0;

  private static final int LARGE_EVERY = 2000;
  private static final int LARGE_LEAST = 100;
  private static final int LARGE_MOST = 10_000;

  /** Mean of a distribution even in its logarithm, between those two. */
  private static final double LARGE_MEAN =
      (LARGE_MOST - LARGE_LEAST) / Math.log((double) LARGE_MOST / LARGE_LEAST);

  private static final int FIRST_PORT = 10_000;
  private static final List<String> OTHER_REGIONS = List.of("ams", "nrt");
  private static final int NODES_ELSEWHERE = 20;

  private final DataSettings settings;
  private final double more; // chance of each second and third instance of a small service

  /** The services of {@code settings}. */
  public Population(DataSettings settings) {
    this.settings = settings;
    double large = Math.floor((double) settings.services() / LARGE_EVERY);
    double small = settings.services() - large;
    double left = Math.max(small, settings.instances() - large * LARGE_MEAN);
    this.more = Math.clamp((left / small - 1) / 2, 0, 1);
  }

  /** How many services there are. */
  public int size() {
    return settings.services();
  }

  /** Whether the service is one with at least 100 instances. */
  public static boolean isLarge(int index) {
    return index % LARGE_EVERY == LARGE_EVERY - 1;
  }

  /** The service of that index, from 0. */
  public ServiceSpec service(int index) {
    SplittableRandom random = new SplittableRandom(settings.seed() * 31 + index);
    String id = Names.service(index, random);
    int count = instances(index, random);
    List<InstanceSpec> instances = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      instances.add(instance(index, i, random));
    }
    return new ServiceSpec(
        id, routes(index, id), instances, random.nextInt(5) == 0 ? presence(random) : List.of());
  }

  /** The exact host of that service. */
  public String host(int index) {
    return Names.host(Names.service(index, new SplittableRandom(settings.seed() * 31 + index)));
  }

  private int instances(int index, SplittableRandom random) {
    double first = random.nextDouble();
    double second = random.nextDouble();
    if (index == PROBE) {
      return 1;
    } else if (isLarge(index)) {
      return (int) (LARGE_LEAST * Math.pow((double) LARGE_MOST / LARGE_LEAST, first));
    }
    return 1 + (first < more ? 1 : 0) + (second < more ? 1 : 0);
  }

  private static InstanceSpec instance(int service, int i, SplittableRandom random) {
    int owner = random.nextInt(DataSettings.NODES);
    String endpoint =
        "10.%d.%d.%d:%d"
            .formatted(
                owner, random.nextInt(256), 1 + random.nextInt(254), 1024 + random.nextInt(60_000));
    String node = service == PROBE ? DataSettings.NODE : Names.node(DataSettings.REGION, owner);
    return new InstanceSpec(Names.instance(service, i), node, endpoint);
  }

  private static List<RouteSpec> routes(int index, String id) {
    List<RouteSpec> routes = new ArrayList<>();
    routes.add(new RouteSpec(id + "-1", Names.host(id), "/", 0));
    if (index % 20 == 7) {
      routes.add(new RouteSpec(id + "-2", "*." + Names.host(id), "/", 0));
    }
    if (index % 20 == 13) {
      routes.add(new RouteSpec(id + "-3", Names.host(id), "/api/v1", 0));
    }
    if (index % 1000 == 17 && index / 1000 < 50_000) {
      routes.add(new RouteSpec(id + "-4", "", "/", FIRST_PORT + index / 1000));
    }
    return routes;
  }

  private static List<PresenceSpec> presence(SplittableRandom random) {
    List<PresenceSpec> presence = new ArrayList<>();
    int regions = 1 + random.nextInt(OTHER_REGIONS.size());
    for (String region : OTHER_REGIONS.subList(0, regions)) {
      String node = Names.node(region, random.nextInt(NODES_ELSEWHERE));
      presence.add(new PresenceSpec(node, region, 1 + random.nextInt(3)));
    }
    return presence;
  }

  /** The nodes that own something, with their regions. */
  public static List<NodeSpec> nodes() {
    List<NodeSpec> nodes = new ArrayList<>();
    for (int i = 0; i < DataSettings.NODES; i++) {
      nodes.add(new NodeSpec(Names.node(DataSettings.REGION, i), DataSettings.REGION));
    }
    for (String region : OTHER_REGIONS) {
      for (int i = 0; i < NODES_ELSEWHERE; i++) {
        nodes.add(new NodeSpec(Names.node(region, i), region));
      }
    }
    return nodes;
  }

  /**
   * A node of the data set.
   *
   * @param name its name
   * @param region its region
   */
  public record NodeSpec(String name, String region) {}

  /**
   * A service with all its rows.
   *
   * @param id its id
   * @param routes its routes
   * @param instances its instances in the region
   * @param presence what other regions say of it
   */
  public record ServiceSpec(
      String id,
      List<RouteSpec> routes,
      List<InstanceSpec> instances,
      List<PresenceSpec> presence) {}

  /**
   * A route.
   *
   * @param id its id
   * @param host exact, wildcard or empty
   * @param path prefix
   * @param port listener port, or 0
   */
  public record RouteSpec(String id, String host, String path, int port) {}

  /**
   * An instance of the region.
   *
   * @param id its id
   * @param node its owner
   * @param endpoint {@code ip:port}
   */
  public record InstanceSpec(String id, String node, String endpoint) {}

  /**
   * What a node elsewhere says.
   *
   * @param node its name
   * @param region its region
   * @param routable its instances
   */
  public record PresenceSpec(String node, String region, int routable) {}
}
