package dev.fairlead.proxy.listen;

import dev.fairlead.gossip.GossipSettings;
import dev.fairlead.proxy.config.Settings;
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
import io.netty.util.DomainWildcardMappingBuilder;
import io.netty.util.Mapping;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * TLS contexts from the configured files. BoringSSL where its library loads, the JDK elsewhere.
 *
 * <p>Stateless, thread-safe.
 */
public final class Certificates {
  private static final SslProvider PROVIDER =
      OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;

  private Certificates() {}

  /**
   * The context for each server name; names come from the certificates, the first is the default.
   *
   * @param configured at least one
   * @throws UncheckedIOException naming the file that cannot be used
   */
  public static Mapping<String, SslContext> byServerName(List<Settings.Certificate> configured) {
    SslContext first = server(configured.getFirst());
    DomainWildcardMappingBuilder<SslContext> mapping = new DomainWildcardMappingBuilder<>(first);
    for (Settings.Certificate certificate : configured.reversed()) {
      SslContext context = certificate.equals(configured.getFirst()) ? first : server(certificate);
      names(certificate.chain()).forEach(name -> mapping.add(name, context));
    }
    return mapping.build();
  }

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
   * For the side of the backhaul that connects. The cluster's own authority says who is a node;
   * nodes are reached by address, so there is no host name to compare.
   */
  public static SslContext backhaulClient(GossipSettings.Tls files) {
    return build(
        "cluster certificate " + files.cert(),
        () ->
            SslContextBuilder.forClient()
                .keyManager(files.cert().toFile(), files.key().toFile())
                .trustManager(files.ca().toFile())
                .endpointIdentificationAlgorithm("")
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

  private static SslContext server(Settings.Certificate certificate) {
    return build(
        "certificate " + certificate.chain() + " with key " + certificate.key(),
        () ->
            SslContextBuilder.forServer(certificate.chain().toFile(), certificate.key().toFile())
                .sslProvider(PROVIDER)
                .protocols("TLSv1.3", "TLSv1.2")
                .build());
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

  /** The DNS names a certificate is for. */
  private static List<String> names(Path chain) {
    try (InputStream in = Files.newInputStream(chain)) {
      X509Certificate leaf =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      Collection<List<?>> all = leaf.getSubjectAlternativeNames();
      List<String> names = new ArrayList<>();
      for (List<?> name : all == null ? List.<List<?>>of() : all) {
        if (Integer.valueOf(2).equals(name.get(0))) { // 2 = dNSName, RFC 5280 section 4.2.1.6
          names.add((String) name.get(1));
        }
      }
      return names;
    } catch (IOException | GeneralSecurityException e) {
      throw new UncheckedIOException(
          "cannot read certificate " + chain + ": " + e.getMessage(), new IOException(e));
    }
  }
}
