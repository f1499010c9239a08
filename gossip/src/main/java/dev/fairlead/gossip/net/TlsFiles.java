package dev.fairlead.gossip.net;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/**
 * The PEM files of mutual TLS 1.3 between nodes.
 *
 * <p>Whoever holds a certificate of the cluster's authority is a node; host names are not compared,
 * since nodes are known by address. Immutable.
 *
 * @param ca who signs nodes
 * @param cert this node's certificate chain
 * @param key its private key, PKCS#8
 */
public record TlsFiles(Path ca, Path cert, Path key) {
  SslContext server() {
    check();
    try {
      return SslContextBuilder.forServer(cert.toFile(), key.toFile())
          .sslProvider(SslProvider.JDK)
          .trustManager(ca.toFile())
          .clientAuth(ClientAuth.REQUIRE)
          .protocols("TLSv1.3")
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  SslContext client() {
    check();
    try {
      return SslContextBuilder.forClient()
          .sslProvider(SslProvider.JDK)
          .keyManager(cert.toFile(), key.toFile())
          .trustManager(ca.toFile())
          .endpointIdentificationAlgorithm(null)
          .protocols("TLSv1.3")
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  private void check() {
    for (Path file : new Path[] {ca, cert, key}) {
      if (!Files.isReadable(file)) {
        throw new IllegalArgumentException("cannot read " + file);
      }
    }
  }

  private IllegalArgumentException unusable(Exception cause) {
    return new IllegalArgumentException(
        "cannot use the certificate %s with key %s and authority %s: %s"
            .formatted(cert, key, ca, cause.getMessage()),
        cause);
  }
}
