package dev.fairlead.proxy;

import dev.fairlead.proxy.balance.Traits;
import dev.fairlead.proxy.connect.Backhaul;
import dev.fairlead.proxy.connect.BackhaulMessages;
import dev.fairlead.proxy.connect.StreamEnds;
import dev.fairlead.proxy.connect.TcpOpener;
import dev.fairlead.proxy.connect.Wish;
import dev.fairlead.proxy.http.Arrival;
import dev.fairlead.proxy.http.HttpService;
import dev.fairlead.proxy.listen.Connections;
import dev.fairlead.proxy.prelude.Parties;
import dev.fairlead.proxy.relay.TcpFront;
import dev.fairlead.proxy.route.Facts;
import dev.fairlead.proxy.route.Fault;
import dev.fairlead.proxy.route.Query;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Function;

/**
 * Streams that proxies of other regions open here: the first frame says whether it is a request or
 * a TCP connection.
 *
 * <p>Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class BackhaulStreams extends ChannelInitializer<Channel> {
  private static final String LISTENER = "backhaul";

  private final HttpService http;
  private final TcpFront.Shared tcp;
  private final Function<Parties, TcpOpener> openers;
  private final Connections connections;

  /**
   * Creates one.
   *
   * @param openers an opener for a client
   * @param connections counts the streams
   */
  BackhaulStreams(
      HttpService http,
      TcpFront.Shared tcp,
      Function<Parties, TcpOpener> openers,
      Connections connections) {
    this.http = http;
    this.tcp = tcp;
    this.openers = openers;
    this.connections = connections;
  }

  @Override
  protected void initChannel(Channel stream) {
    connections.addCarried(stream);
    stream.pipeline().addLast(new FirstFrame());
  }

  private final class FirstFrame extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (!(message instanceof Http2HeadersFrame frame)) {
        ReferenceCountUtil.release(message);
        ctx.close();
        return;
      }
      Http2Headers headers = frame.headers();
      Parties parties =
          Parties.read(headers.get(Backhaul.PARTIES), text(headers.get(Backhaul.CLIENT_IP)));
      if ("CONNECT".contentEquals(text(headers.method()))) {
        tunnel(ctx, text(headers.get(Backhaul.SERVICE)), parties);
        return;
      }
      ctx.pipeline().addLast(BackhaulMessages.server());
      http.addStream(ctx.pipeline(), new Arrival(LISTENER, "http", 0, parties, true));
      ctx.fireChannelRead(frame);
      ctx.pipeline().remove(this);
    }

    private void tunnel(ChannelHandlerContext ctx, String service, Parties parties) {
      if (http.relief().sheds()) {
        refuse(ctx, Fault.FR10);
        return;
      }
      ctx.channel().config().setAutoRead(false);
      Facts facts = new Facts(tcp.dispatcher().region(), true, "", "");
      TcpFront front =
          new TcpFront(
              tcp,
              new Wish(new Query.ById(service), facts, Traits.of(parties.ip())),
              openers.apply(parties),
              LISTENER,
              new TcpFront.Answers(() -> accept(ctx.channel()), fault -> refuse(ctx, fault)));
      ctx.pipeline().addLast(new StreamEnds(null), front);
      front.start(ctx.pipeline().context(front));
      ctx.pipeline().remove(this);
    }
  }

  private static void accept(Channel stream) {
    stream.writeAndFlush(
        new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200"), false));
  }

  private static void refuse(ChannelHandlerContext ctx, Fault fault) {
    Http2Headers answer =
        new DefaultHttp2Headers()
            .status(Integer.toString(fault.status()))
            .set(Backhaul.ERROR, fault.name());
    ctx.channel().writeAndFlush(new DefaultHttp2HeadersFrame(answer, true));
  }

  private static String text(CharSequence value) {
    return value == null ? "" : value.toString();
  }
}
