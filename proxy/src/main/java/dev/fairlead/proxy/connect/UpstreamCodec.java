package dev.fairlead.proxy.connect;

import dev.fairlead.proxy.observe.LoopTime;
import dev.fairlead.proxy.wire.Limits;
import dev.fairlead.proxy.wire.RequestEncoder;
import dev.fairlead.proxy.wire.ResponseDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;

/**
 * HTTP/1.1 towards an instance, one exchange at a time, that knows of bytes nobody asked for.
 *
 * <p>What an instance sends after a complete response would become the beginning of the next one,
 * for another client (RFC 9112 section 9.2). Here it is never decoded: what came together with the
 * response is reported by {@link #surplus}, what comes later ends the connection. Confined to its
 * event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class UpstreamCodec extends ResponseDecoder {
  /** A response's head may be larger than a request's; more is malformed. */
  private static final Limits LIMITS = new Limits(8 * 1024, 64 * 1024, 1_000, 64 * 1024);

  private final Requests requests = new Requests();

  /** Whether the request was HEAD: its response has no body although it says so. */
  private boolean head;

  private boolean resting = true;
  private boolean spoiled;

  UpstreamCodec() {
    super(LIMITS);
  }

  /** Two handlers: what only one direction needs is no detour of the other. */
  void addTo(ChannelPipeline pipeline) {
    pipeline.addLast(this, requests);
  }

  /** Bytes that it has not decoded go on as they are. */
  void removeFrom(ChannelPipeline pipeline) {
    pipeline.remove(this);
    pipeline.remove(requests);
  }

  /** Whether bytes arrived that belong to no response. */
  boolean surplus() {
    return spoiled || actualReadableBytes() > 0;
  }

  /** Nobody uses the channel from now on, until the next request. */
  void rest() {
    resting = true;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    LoopTime.fix();
    try {
      super.channelRead(ctx, message);
    } finally {
      LoopTime.loosen();
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (resting && in.isReadable()) {
      in.skipBytes(in.readableBytes());
      spoiled = true;
      ctx.close();
      return;
    }
    super.decode(ctx, in, out);
  }

  @Override
  protected boolean answersHead() {
    return head;
  }

  /** Encodes; tells the decoder what it will see an answer to. */
  private final class Requests extends RequestEncoder {
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (message instanceof HttpRequest request) {
        head = request.method().equals(HttpMethod.HEAD);
        resting = false;
      }
      super.write(ctx, message, promise);
    }
  }
}
