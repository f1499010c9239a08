package dev.fairlead.stress.traffic;

import dev.fairlead.stress.node.Launch;
import dev.fairlead.stress.node.Place;
import dev.fairlead.stress.node.SupervisedNode;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * A supervised node that works and has services behind it: what every drill and every measured
 * fault of the watchdog begins with.
 *
 * <p>Thread-safe, but for starting and closing.
 */
public final class ServingNode implements AutoCloseable {
  private final Origins origins = new Origins();
  private final SupervisedNode node;

  private ServingNode(Place place, Launch launch) throws IOException {
    try {
      node = SupervisedNode.start(place, launch);
    } catch (IOException | RuntimeException e) {
      origins.close();
      throw e;
    }
  }

  /**
   * Configures {@code place}, starts the node there and returns once it works and knows its
   * services.
   *
   * @param more added to the configuration; may be empty
   */
  public static ServingNode start(Place place, String more, Launch launch) throws IOException {
    place.configure(more);
    ServingNode started = new ServingNode(place, launch);
    try {
      started.node.awaitWorking();
      started.origins.register(started.node.api(), Place.ECHO_PORT);
      return started;
    } catch (IOException | RuntimeException e) {
      started.close();
      throw e;
    }
  }

  /** The node itself. */
  public SupervisedNode node() {
    return node;
  }

  /** The services behind it. */
  public Origins origins() {
    return origins;
  }

  /** Starts load on it; {@code visits} is called from many threads. */
  public Traffic load(Rate rate, Consumer<Visit> visits) {
    return Traffic.start(node.place().web(), node.place().echo(), rate, visits);
  }

  @Override
  public void close() {
    node.close();
    origins.close();
  }
}
