package dev.fairlead.proxy.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslCredential;
import io.netty.handler.ssl.OpenSslCredentialBuilder;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.net.ssl.SSLException;

/**
 * Makes BoringSSL contexts for virtual hosts: TLS 1.3 and 1.2, forward secrecy and authenticated
 * encryption only.
 *
 * <p>Sessions are kept by clients, in tickets, never here. A ticket names its virtual host and who
 * is let in there, so that it opens nothing else: a client cannot come in by a host that asks for
 * no certificate and go on at one that does. Stateless.
 */
final class ServerContext {
  /** What is spoken behind the handshake, best first. */
  static final List<String> PROTOCOLS = List.of(ApplicationProtocolNames.HTTP_1_1);

  /** Chain a client may show; real ones have a few kilobytes. */
  static final int MAX_CLIENT_CHAIN_BYTES = 32 * 1024;

  /** TLS 1.3 first; then ECDHE with AES-128, which is as safe and cheaper, before AES-256. */
  private static final List<String> SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private ServerContext() {}

  /**
   * A context for {@code group}; the caller releases it.
   *
   * @param tickets that which seals first
   */
  static ReferenceCountedOpenSslContext of(Assembly.Group group, OpenSslSessionTicketKey[] tickets)
      throws SSLException {
    ReferenceCountedOpenSslContext context = build(group);
    OpenSslServerSessionContext sessions = (OpenSslServerSessionContext) context.sessionContext();
    sessions.setSessionCacheEnabled(false);
    sessions.setSessionIdContext(idOf(group));
    sessions.setTicketKeys(tickets);
    return context;
  }

  private static ReferenceCountedOpenSslContext build(Assembly.Group group) throws SSLException {
    List<Identity> identities = group.identities();
    Identity last = identities.getLast(); // BoringSSL looks at it after the others
    SslContextBuilder builder =
        SslContextBuilder.forServer(last.key(), last.chain())
            .sslProvider(SslProvider.OPENSSL_REFCNT)
            .protocols("TLSv1.3", "TLSv1.2")
            .ciphers(SUITES)
            .sessionTimeout(TicketKeys.PERIOD.toSeconds())
            .option(OpenSslContextOption.MAX_CERTIFICATE_LIST_BYTES, MAX_CLIENT_CHAIN_BYTES)
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    PROTOCOLS));
    if (group.trust().asks()) {
      builder.trustManager(group.trust().authorities()).clientAuth(ClientAuth.REQUIRE);
    }
    List<OpenSslCredential> others = new ArrayList<>();
    try {
      for (Identity identity : identities.subList(0, identities.size() - 1)) {
        others.add(
            OpenSslCredentialBuilder.forX509(
                    identity.key(), identity.chain().toArray(X509Certificate[]::new))
                .build());
      }
      return (ReferenceCountedOpenSslContext) builder.addCredentials(others).build();
    } finally {
      others.forEach(OpenSslCredential::release); // the context has its own share
    }
  }

  /** The same on every node with this configuration, also when a certificate was renewed. */
  private static byte[] idOf(Assembly.Group group) {
    TreeSet<String> names = new TreeSet<>();
    group.identities().forEach(identity -> names.addAll(identity.names()));
    List<String> parts = new ArrayList<>(names);
    if (names.isEmpty()) {
      parts.add(
          group.identities().getFirst().chain().getFirst().getSubjectX500Principal().getName());
    }
    parts.add(group.trust().id());
    return Fingerprint.ofTexts(parts);
  }
}
