package dev.fairlead.proxy.connect;

import dev.fairlead.proxy.wire.Limits;
import dev.fairlead.proxy.wire.RequestEncoder;
import dev.fairlead.proxy.wire.ResponseDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
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
final class UpstreamCodec
    extends CombinedChannelDuplexHandler<UpstreamCodec.Responses, UpstreamCodec.Requests> {
  /** A response's head may be larger than a request's; more is malformed. */
  private static final Limits LIMITS = new Limits(8 * 1024, 64 * 1024, 1_000, 64 * 1024);

  UpstreamCodec() {
    Responses responses = new Responses();
    init(responses, new Requests(responses));
  }

  /** Whether bytes arrived that belong to no response. */
  boolean surplus() {
    return inboundHandler().surplus();
  }

  /** Nobody uses the channel from now on, until the next request. */
  void rest() {
    inboundHandler().resting = true;
  }

  /** Decodes; must know whether a response has a body although it says so. */
  static final class Responses extends ResponseDecoder {
    private boolean head;
    private boolean resting = true;
    private boolean spoiled;

    Responses() {
      super(LIMITS);
    }

    private boolean surplus() {
      return spoiled || actualReadableBytes() > 0;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
        throws Exception {
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
  }

  /** Encodes; tells the decoder what it will see an answer to. */
  static final class Requests extends RequestEncoder {
    private final Responses responses;

    Requests(Responses responses) {
      this.responses = responses;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (message instanceof HttpRequest request) {
        responses.head = request.method().equals(HttpMethod.HEAD);
        responses.resting = false;
      }
      super.write(ctx, message, promise);
    }
  }
}
