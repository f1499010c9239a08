package dev.fairlead.proxy.http;

import dev.fairlead.proxy.connect.Dispatcher;
import dev.fairlead.proxy.connect.HttpOpener;
import dev.fairlead.proxy.observe.AccessLog;
import dev.fairlead.proxy.observe.Traffic;
import dev.fairlead.proxy.overload.Relief;
import io.netty.channel.ChannelPipeline;
import java.util.function.BooleanSupplier;

/**
 * What all HTTP exchanges of a proxy share, and how their pipelines look.
 *
 * <p>Immutable; its parts are thread-safe.
 *
 * @param dispatcher finds upstreams
 * @param opener opens them
 * @param node this node's name
 * @param traffic counts
 * @param log access log
 * @param draining whether connections shall end after their next answer
 * @param replays how requests are sent again
 * @param relief what overload asks for
 */
public record HttpService(
    Dispatcher dispatcher,
    HttpOpener opener,
    String node,
    Traffic traffic,
    AccessLog log,
    BooleanSupplier draining,
    Replays replays,
    Relief relief) {
  /** Whether the next answer of a connection is to be its last. */
  boolean endsConnections() {
    return draining.getAsBoolean() || relief.endsConnections();
  }

  /** Adds the handlers of a client's HTTP/1.1 connection. */
  public void addConnection(ChannelPipeline pipeline, Arrival arrival) {
    addConnection(pipeline, arrival, ClientClock.Limits.DEFAULT);
  }

  /** As {@link #addConnection(ChannelPipeline, Arrival)}, with other limits of time. */
  void addConnection(ChannelPipeline pipeline, Arrival arrival, ClientClock.Limits limits) {
    ClientConnection connection = new ClientConnection(limits, traffic);
    connection.addTo(pipeline);
    pipeline.addLast(new HttpFront(this, arrival, connection));
  }

  /** Adds the handlers of one request carried from another region, behind its message codec. */
  public void addStream(ChannelPipeline pipeline, Arrival arrival) {
    pipeline.addLast(new HttpFront(this, arrival, new CarriedStream()));
  }
}
