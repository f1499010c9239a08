package dev.fairlead.proxy;

import dev.fairlead.gossip.GossipSettings;
import dev.fairlead.proxy.config.Settings;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority of one test, and clients that trust it. */
final class TestAuthority {
  private final X509Bundle self;
  private final Path folder;

  TestAuthority(Path folder) throws Exception {
    this.folder = folder;
    this.self =
        new CertificateBuilder()
            .subject("CN=test authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
  }

  /** A server certificate for {@code name}, in files. */
  Settings.Certificate certificate(String name) throws Exception {
    X509Bundle leaf =
        new CertificateBuilder().subject("CN=" + name).addSanDnsName(name).buildIssuedBy(self);
    return new Settings.Certificate(
        Files.writeString(folder.resolve(name + ".pem"), leaf.getCertificatePathPEM()),
        Files.writeString(folder.resolve(name + ".key"), leaf.getPrivateKeyPEM()));
  }

  /** What a node of its cluster uses, in files that begin with {@code prefix}. */
  GossipSettings.Tls node(String prefix) throws Exception {
    X509Bundle leaf =
        new CertificateBuilder().subject("CN=node").addSanDnsName("node").buildIssuedBy(self);
    return new GossipSettings.Tls(
        Files.writeString(folder.resolve(prefix + "-ca.pem"), self.getCertificatePathPEM()),
        Files.writeString(folder.resolve(prefix + ".pem"), leaf.getCertificatePathPEM()),
        Files.writeString(folder.resolve(prefix + ".key"), leaf.getPrivateKeyPEM()));
  }

  /** What a client that trusts it uses. */
  SSLContext client() throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", self.getCertificate());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** A connection that asks for {@code name}. */
  SSLSocket connect(String name, int port) throws Exception {
    SSLSocket socket = (SSLSocket) client().getSocketFactory().createSocket("127.0.0.1", port);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    socket.setSSLParameters(parameters);
    return socket;
  }
}
