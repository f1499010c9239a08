package dev.fairlead.proxy;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * One client's TLS: whom it trusts, who it is, and the sessions it keeps.
 *
 * <p>It believes that every server is the same one, so that it offers its last session everywhere.
 */
final class TlsClient {
  /** What every server's name and port seem to be. */
  private static final String ONE_HOST = "edge.test";

  private static final int ONE_PORT = 443;

  private final SSLContext context = SSLContext.getInstance("TLS");
  private final AtomicInteger verified = new AtomicInteger();

  TlsClient(List<X509Certificate> trusted) throws Exception {
    this(trusted, null);
  }

  /** A client with a certificate of its own, if {@code self} is not null. */
  TlsClient(List<X509Certificate> trusted, X509Bundle self) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (X509Certificate authority : trusted) {
      store.setCertificateEntry("ca" + store.size(), authority);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    X509ExtendedTrustManager real = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    KeyManager[] keys = self == null ? null : self.toKeyManagerFactory().getKeyManagers();
    context.init(keys, new TrustManager[] {new Counting(real)}, null);
  }

  SSLContext context() {
    return context;
  }

  /** How many certificates of servers it saw: with every handshake that resumes nothing. */
  int verified() {
    return verified.get();
  }

  SSLSocket connect(String serverName, int port) throws IOException {
    return connect(serverName, port, _ -> {});
  }

  /** A connection that asks for {@code serverName}; empty asks for nobody. */
  SSLSocket connect(String serverName, int port, Consumer<SSLParameters> more) throws IOException {
    Socket plain = new SeemingSocket(port);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, ONE_HOST, ONE_PORT, true);
    socket.setSoTimeout(20_000);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(
        serverName.isEmpty() ? List.of() : List.of(new SNIHostName(serverName)));
    more.accept(parameters);
    socket.setSSLParameters(parameters);
    return socket;
  }

  /** Speaks one version only. */
  static Consumer<SSLParameters> version(String protocol) {
    return parameters -> parameters.setProtocols(new String[] {protocol});
  }

  /** The JDK keeps sessions by the port a socket says it is connected to. */
  private static final class SeemingSocket extends Socket {
    SeemingSocket(int port) throws IOException {
      super("127.0.0.1", port);
    }

    @Override
    public int getPort() {
      return ONE_PORT;
    }
  }

  private final class Counting extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager real;

    Counting(X509ExtendedTrustManager real) {
      this.real = real;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      verified.incrementAndGet();
      real.checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      verified.incrementAndGet();
      real.checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      verified.incrementAndGet();
      real.checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new UnsupportedOperationException("a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      throw new UnsupportedOperationException("a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new UnsupportedOperationException("a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return real.getAcceptedIssuers();
    }
  }
}
