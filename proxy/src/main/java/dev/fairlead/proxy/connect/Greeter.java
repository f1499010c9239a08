package dev.fairlead.proxy.connect;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Greeting;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.UpstreamTls;
import dev.fairlead.proxy.prelude.HeaderFirst;
import dev.fairlead.proxy.prelude.Parties;
import dev.fairlead.proxy.tls.InstanceTls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Sees to what goes ahead of the first byte to an instance: a PROXY header, a TLS handshake.
 *
 * <p>Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public final class Greeter {
  private final InstanceTls tls;

  /** Speaks TLS by {@code tls}. */
  public Greeter(InstanceTls tls) {
    this.tls = tls;
  }

  /**
   * Adds what a connection that is not made yet needs; nothing is added before or between.
   *
   * @param client whom a header names; null for none
   */
  void addTo(Channel channel, ServiceView view, Instance instance, @Nullable Parties client)
      throws SSLException {
    Greeting greeting = view.policy().greeting();
    ChannelPipeline pipeline = channel.pipeline();
    if (client != null) {
      HeaderFirst.addTo(pipeline, greeting.proxyProtocol(), client);
    }
    if (!greeting.tls().off()) {
      SslHandler handler =
          tls.newHandler(greeting.tls(), channel.alloc(), instance.endpoint().getPort());
      handler.setHandshakeTimeoutMillis(Math.max(1, view.policy().connectTimeout().toMillis()));
      pipeline.addLast(handler);
    }
  }

  /** Completes {@code opened} once something may be sent over {@code connected}. */
  static void settle(Channel connected, Promise<Channel> opened) {
    SslHandler handler = connected.pipeline().get(SslHandler.class);
    if (handler == null) {
      opened.trySuccess(connected);
      return;
    }
    handler
        .handshakeFuture()
        .addListener(handshake -> {
          if (handshake.isSuccess()) {
            opened.trySuccess(connected);
          } else {
            opened.tryFailure(noTls(handshake.cause()));
            connected.close();
          }
        });
  }

  /** An instance that just hangs up speaks no TLS either. */
  private static SSLException noTls(Throwable cause) {
    return cause instanceof SSLException known
        ? known
        : (SSLException) new SSLHandshakeException(cause.getMessage()).initCause(cause);
  }

  /** What connections have in common that may be used for each other. */
  static Object place(ServiceView view, Instance instance) {
    UpstreamTls tls = view.policy().greeting().tls();
    return tls.off() ? instance.endpoint() : new SecurePlace(instance.endpoint(), tls);
  }

  /** An endpoint, and who is expected there. */
  private record SecurePlace(InetSocketAddress endpoint, UpstreamTls tls) {}
}
