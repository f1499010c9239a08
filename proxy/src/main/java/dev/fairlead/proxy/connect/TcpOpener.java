package dev.fairlead.proxy.connect;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.ProxyProtocol;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.proxy.observe.Traffic;
import dev.fairlead.proxy.prelude.Parties;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import javax.net.ssl.SSLException;

/**
 * Opens upstream channels of bytes for one client: a socket to an instance, or a backhaul stream
 * that asks with {@code CONNECT}. They do not read until told to.
 *
 * <p>Confined to the client's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public final class TcpOpener implements Opener {
  private final BackhaulLinks links;
  private final Traffic traffic;
  private final Greeter greeter;
  private final String node;
  private final Parties parties;

  /**
   * Opens for one client.
   *
   * @param node this node's name
   * @param parties the client, and where it connected to
   */
  public TcpOpener(
      BackhaulLinks links, Traffic traffic, Greeter greeter, String node, Parties parties) {
    this.links = links;
    this.traffic = traffic;
    this.greeter = greeter;
    this.node = node;
    this.parties = parties;
  }

  @Override
  public Future<Channel> toInstance(
      EventLoop loop, ServiceView view, Instance instance, boolean fresh) {
    Promise<Channel> opened = loop.newPromise();
    new Bootstrap()
        .group(loop)
        .channel(EpollSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .option(ChannelOption.AUTO_READ, false)
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            (int) Math.max(1, view.policy().connectTimeout().toMillis()))
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                StreamReads.addTo(channel);
                try {
                  greeter.addTo(channel, view, instance, parties);
                  channel.pipeline().addLast(new SocketEnds());
                } catch (SSLException e) {
                  opened.setFailure(e);
                  channel.close();
                }
              }
            })
        .connect(instance.endpoint())
        .addListener((ChannelFuture connected) -> {
          if (connected.isSuccess()) {
            traffic.connected();
            Greeter.settle(connected.channel(), opened);
          } else {
            opened.tryFailure(connected.cause());
          }
        });
    return opened;
  }

  @Override
  public Future<Channel> toNode(EventLoop loop, ServiceView view, Member target) {
    Promise<Channel> accepted = loop.newPromise();
    links
        .open(loop, target, stream -> stream.pipeline().addLast(new StreamEnds(accepted)))
        .addListener((Future<Channel> stream) -> {
          if (stream.isSuccess()) {
            stream.getNow().writeAndFlush(request(view));
          } else {
            accepted.tryFailure(stream.cause());
          }
        });
    return accepted;
  }

  private DefaultHttp2HeadersFrame request(ServiceView view) {
    Http2Headers headers = new DefaultHttp2Headers();
    headers.method("CONNECT").authority(view.service());
    headers.set(Backhaul.HOP, node);
    headers.set(Backhaul.SERVICE, view.service());
    headers.set(Backhaul.CLIENT_IP, parties.ip());
    if (view.policy().greeting().proxyProtocol() != ProxyProtocol.OFF) {
      headers.set(Backhaul.PARTIES, parties.toText());
    }
    return new DefaultHttp2HeadersFrame(headers, false);
  }
}
