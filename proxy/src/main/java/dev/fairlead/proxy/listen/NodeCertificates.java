package dev.fairlead.proxy.listen;

import dev.fairlead.gossip.GossipSettings;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * TLS between proxies, from the configured files. BoringSSL where its library loads, the JDK
 * elsewhere.
 *
 * <p>Stateless, thread-safe.
 */
public final class NodeCertificates {
  private static final SslProvider PROVIDER =
      OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;

  private NodeCertificates() {}

  /** For the side of the backhaul that accepts: TLS 1.3, a node certificate required. */
  public static SslContext backhaulServer(GossipSettings.Tls files) {
    return build(
        "cluster certificate " + files.cert(),
        () ->
            SslContextBuilder.forServer(files.cert().toFile(), files.key().toFile())
                .trustManager(files.ca().toFile())
                .clientAuth(ClientAuth.REQUIRE)
                .sslProvider(PROVIDER)
                .protocols("TLSv1.3")
                .applicationProtocolConfig(http2())
                .build());
  }

  /**
   * For the side of the backhaul that connects: each handler is made with the name of the node that
   * it connects to, and talks to no other.
   */
  public static SslContext backhaulClient(GossipSettings.Tls files) {
    return build(
        "cluster certificate " + files.cert(),
        () ->
            SslContextBuilder.forClient()
                .keyManager(files.cert().toFile(), files.key().toFile())
                .trustManager(NodeTrust.of(files.ca()))
                .endpointIdentificationAlgorithm("") // a name of a node need not be one of DNS
                .sslProvider(PROVIDER)
                .protocols("TLSv1.3")
                .applicationProtocolConfig(http2())
                .build());
  }

  private static ApplicationProtocolConfig http2() {
    return new ApplicationProtocolConfig(
        Protocol.ALPN,
        SelectorFailureBehavior.NO_ADVERTISE,
        SelectedListenerFailureBehavior.ACCEPT,
        ApplicationProtocolNames.HTTP_2);
  }

  private interface Build {
    SslContext build() throws IOException;
  }

  private static SslContext build(String what, Build build) {
    try {
      return build.build();
    } catch (IOException | IllegalArgumentException e) {
      Throwable root = e.getCause() == null ? e : e.getCause();
      throw new UncheckedIOException(
          "cannot use " + what + ": " + root.getMessage(), new IOException(e));
    }
  }
}
