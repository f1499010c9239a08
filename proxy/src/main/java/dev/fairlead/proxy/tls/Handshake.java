package dev.fairlead.proxy.tls;

import dev.fairlead.proxy.detect.Alert;
import dev.fairlead.proxy.detect.ClientHello;
import dev.fairlead.proxy.detect.ServerNameReader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.Collections;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One client's TLS handshake.
 *
 * <pre>
 *   reading the ClientHello ──► shaking hands ──► established: the rest of the pipeline is added
 *        │ no TLS, too long         │ refused by either side
 *        │ no common protocol       │
 *        └──── ended, or the deadline since the connection was accepted ────► failed, closed
 * </pre>
 *
 * <p>Nothing but the kernel's buffer and the ClientHello is held before the client said whom it
 * wants; BoringSSL's memory comes then, HTTP's with the end of the handshake. Confined to its event
 * loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class Handshake extends ChannelInboundHandlerAdapter {
  private final Handshakes all;
  private final Supplier<VirtualHosts> hosts;
  private final long deadlineNanos;
  private final Handshakes.Outcome outcome;
  private String policy = "";
  private @Nullable SslHandler tls;
  private @Nullable Object told;
  private boolean over;

  /**
   * A handshake.
   *
   * @param deadlineNanos as {@link System#nanoTime} counts
   * @param outcome what becomes of it
   */
  Handshake(
      Handshakes all,
      Supplier<VirtualHosts> hosts,
      long deadlineNanos,
      Handshakes.Outcome outcome) {
    this.all = all;
    this.hosts = hosts;
    this.deadlineNanos = deadlineNanos;
    this.outcome = outcome;
  }

  /** What goes before it in the pipeline. */
  ServerNameReader reader(Duration limit) {
    return new ServerNameReader(
        limit, this::detected, refusal -> fail(HandshakeFailure.of(refusal)));
  }

  private void detected(ChannelHandlerContext reader, ClientHello.Complete hello, ByteBuf bytes) {
    // A client that means another protocol must not be answered in ours (RFC 7301, section 3.2).
    if (!hello.protocols().isEmpty()
        && Collections.disjoint(hello.protocols(), ServerContext.PROTOCOLS)) {
      bytes.release();
      fail(HandshakeFailure.PROTOCOL);
      reader
          .writeAndFlush(Alert.NO_APPLICATION_PROTOCOL.bytes())
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    VirtualHost host = hosts.get().of(hello.serverName());
    SslHandler handler = host.newHandler(reader.alloc());
    long left = Math.max(1, (deadlineNanos - System.nanoTime()) / 1_000_000);
    handler.setHandshakeTimeoutMillis(left);
    policy = host.policy();
    tls = handler;
    reader.pipeline().addAfter(reader.name(), null, handler);
    reader.fireChannelRead(bytes);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!(event instanceof SslHandshakeCompletionEvent end)) {
      told = event; // to the connection, which begins with the end of the handshake
    } else if (!end.isSuccess()) {
      fail(HandshakeFailure.of(end.cause()));
    } else if (tls != null && !over) {
      establish(ctx, tls);
    }
  }

  private void establish(ChannelHandlerContext ctx, SslHandler handler) {
    String subject = ClientSubject.of(handler.engine().getSession());
    if (subject.length() > ClientSubject.MAX_CHARS) {
      fail(HandshakeFailure.CLIENT_CERTIFICATE);
      ctx.close();
      return;
    }
    over = true;
    all.succeeded();
    outcome.established().accept(new TlsSession(hosts, policy, subject));
    if (told != null) {
      ctx.fireUserEventTriggered(told);
    }
    ctx.pipeline().remove(this);
  }

  private void fail(HandshakeFailure reason) {
    if (!over) {
      over = true;
      all.failed(reason);
      if (tls != null || reason != HandshakeFailure.CLOSED) {
        outcome.failed().accept(reason); // others only looked whether somebody is there
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message); // of a connection that is being closed
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail(HandshakeFailure.CLOSED);
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close(); // channelInactive follows
  }
}
