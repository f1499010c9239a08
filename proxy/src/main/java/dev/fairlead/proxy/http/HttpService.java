package dev.fairlead.proxy.http;

import dev.fairlead.proxy.connect.Dispatcher;
import dev.fairlead.proxy.connect.Opener;
import dev.fairlead.proxy.observe.AccessLog;
import dev.fairlead.proxy.observe.Traffic;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
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
 */
public record HttpService(
    Dispatcher dispatcher,
    Opener opener,
    String node,
    Traffic traffic,
    AccessLog log,
    BooleanSupplier draining) {
  private static final int MAX_LINE_BYTES = 8 * 1024;
  private static final int MAX_HEAD_BYTES = 16 * 1024;

  /**
   * Requests decoded ahead of the one being answered; more closes the connection. One read of the
   * socket, 64 KiB, cannot hold more, and the next read waits for these.
   */
  private static final int MAX_PIPELINED = 4_096;

  private static final int CHUNK_BYTES = 64 * 1024;

  /** Adds the handlers of a client's HTTP/1.1 connection. */
  public void addConnection(ChannelPipeline pipeline, Arrival arrival) {
    HttpDecoderConfig config =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEAD_BYTES)
            .setMaxChunkSize(CHUNK_BYTES);
    HeadClock clock = new HeadClock();
    pipeline.addLast(
        clock,
        new HttpServerCodec(config, MAX_PIPELINED),
        new FlowControlHandler(),
        new HttpFront(this, arrival, clock));
  }

  /** Adds the handlers of one request carried from another region, behind its message codec. */
  public void addStream(ChannelPipeline pipeline, Arrival arrival) {
    pipeline.addLast(new FlowControlHandler(), new HttpFront(this, arrival, null));
  }
}
