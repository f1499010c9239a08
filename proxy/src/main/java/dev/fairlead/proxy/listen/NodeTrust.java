package dev.fairlead.proxy.listen;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts nodes that a cluster's authority signed, each for the names in its own certificate alone.
 *
 * <p>The name asked for is the node's, which the engine has as its peer's host. It must be one of
 * the certificate's alternative DNS names, whole, in any case; there are no wildcards, and the
 * subject does not count. Immutable, thread-safe.
 */
final class NodeTrust extends X509ExtendedTrustManager {
  /** A DNS name among the alternative names of a certificate (RFC 5280, section 4.2.1.6). */
  private static final int DNS_NAME = 2;

  private final X509ExtendedTrustManager authority;

  private NodeTrust(X509ExtendedTrustManager authority) {
    this.authority = authority;
  }

  /**
   * Those signed by {@code file}, one authority or several in PEM.
   *
   * @throws IllegalArgumentException it has none
   */
  static NodeTrust of(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      Collection<? extends Certificate> authorities =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate authority : authorities) {
        store.setCertificateEntry(Integer.toString(store.size()), authority);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      for (TrustManager made : factory.getTrustManagers()) {
        if (made instanceof X509ExtendedTrustManager manager && !authorities.isEmpty()) {
          return new NodeTrust(manager);
        }
      }
      throw new IllegalArgumentException("no authority in " + file);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no authority in " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    authority.checkServerTrusted(chain, type, engine);
    requireName(chain[0], engine.getPeerHost());
  }

  private static void requireName(X509Certificate node, @Nullable String asked)
      throws CertificateException {
    Collection<List<?>> names = node.getSubjectAlternativeNames();
    List<String> known =
        names == null
            ? List.of()
            : names.stream()
                .filter(name -> name.getFirst().equals(DNS_NAME))
                .map(name -> String.valueOf(name.get(1)))
                .toList();
    if (asked == null || known.stream().noneMatch(asked::equalsIgnoreCase)) {
      throw new CertificateException(
          "its certificate is for %s, not for %s"
              .formatted(known.isEmpty() ? "no node" : String.join(", ", known), asked));
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("nobody was asked for");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("nobody was asked for");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    authority.checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    authority.checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    authority.checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authority.getAcceptedIssuers();
  }
}
