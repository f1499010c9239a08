package dev.fairlead.stress.soak;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS of clients that trust certain certificates and no other.
 *
 * <p>Thread-safe.
 *
 * @param context of all connections
 */
record Secure(SSLContext context) {
  private static final int ANY_PORT = 443; // a part of the session's name, no more

  /** Trusts the {@code chain.pem} in each of these folders. */
  static Secure trusting(List<Path> folders) throws IOException {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      CertificateFactory reader = CertificateFactory.getInstance("X.509");
      for (Path folder : folders) {
        try (InputStream in = Files.newInputStream(folder.resolve("chain.pem"))) {
          trusted.setCertificateEntry(folder.toString(), reader.generateCertificate(in));
        }
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return new Secure(context);
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates cannot be trusted", e);
    }
  }

  /** Shakes hands on a connection, which it closes if that fails. */
  SSLSocket over(Socket plain) throws IOException {
    try {
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, Soak.HOST, ANY_PORT, true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(Soak.HOST)));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }
}
