package dev.fairlead.proxy.connect;

import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.WeightedFairQueueByteDistributor;

/**
 * Builds the HTTP/2 codec of a backhaul connection, on which streams that have much to send take
 * turns of {@value #TURN_BYTES} bytes.
 *
 * <p>Netty's own turns are of 1 KiB, each a frame that both sides handle: with a handful of streams
 * that costs several times what carrying the bytes does. Longer turns would make a short answer
 * wait longer behind many long ones. Confined to one thread.
 */
final class BackhaulCodec extends Http2FrameCodecBuilder {
  /** What one stream sends before the next one's turn. */
  private static final int TURN_BYTES = 8 * 1024;

  private final boolean server;

  private BackhaulCodec(boolean server) {
    this.server = server;
    Http2Connection connection = new DefaultHttp2Connection(server);
    WeightedFairQueueByteDistributor turns = new WeightedFairQueueByteDistributor(connection);
    turns.allocationQuantum(TURN_BYTES);
    connection.remote().flowController(new DefaultHttp2RemoteFlowController(connection, turns));
    connection(connection);
  }

  /** For the side that connects. */
  static BackhaulCodec connecting() {
    return new BackhaulCodec(false);
  }

  /** For the side that accepts. */
  static BackhaulCodec accepting() {
    return new BackhaulCodec(true);
  }

  /** The builder's own answer is not for one that is given a connection. */
  @Override
  public boolean isServer() {
    return server;
  }
}
