package dev.fairlead.proxy;

import dev.fairlead.gossip.GossipSettings;
import dev.fairlead.proxy.config.Settings;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A certificate authority of one test, and clients that trust it. */
final class TestAuthority {
  private final X509Bundle self;
  private final Path folder;

  TestAuthority(Path folder) throws Exception {
    this(folder, "test authority");
  }

  TestAuthority(Path folder, String name) throws Exception {
    this(folder, name, new CertificateBuilder().ecp256());
  }

  private TestAuthority(Path folder, String name, CertificateBuilder builder) throws Exception {
    this.folder = folder;
    this.self = builder.subject("CN=" + name).setIsCertificateAuthority(true).buildSelfSigned();
  }

  /** One for clients that understand RSA only. */
  static TestAuthority ofRsa(Path folder) throws Exception {
    return new TestAuthority(folder, "RSA authority", new CertificateBuilder().rsa2048());
  }

  X509Certificate root() {
    return self.getCertificate();
  }

  /** What may be configured as {@code client_ca}. */
  Path rootFile(String file) throws Exception {
    return Files.writeString(folder.resolve(file), self.getCertificatePathPEM());
  }

  /** A server certificate for {@code name}, in files. */
  Settings.Certificate certificate(String name) throws Exception {
    return ecdsa(name, name);
  }

  /** A server certificate for {@code names} in {@code file}.pem and .key. */
  Settings.Certificate ecdsa(String file, String... names) throws Exception {
    return write(file, issue("CN=" + file, new CertificateBuilder().ecp256(), names));
  }

  /** As {@link #ecdsa}, with an RSA key. */
  Settings.Certificate rsa(String file, String... names) throws Exception {
    return write(file, issue("CN=" + file, new CertificateBuilder().rsa2048(), names));
  }

  /** A certificate for a client. */
  X509Bundle client(String subject) throws Exception {
    return issue(subject, new CertificateBuilder().ecp256());
  }

  private X509Bundle issue(String subject, CertificateBuilder builder, String... names)
      throws Exception {
    builder.subject(subject);
    if (names.length > 0) {
      builder.addExtensionOctetString("2.5.29.17", false, alternativeNames(names));
    }
    return builder.buildIssuedBy(self);
  }

  /** In DER (RFC 5280, section 4.2.1.6), because the builder takes no wildcards. */
  private static byte[] alternativeNames(String... names) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String name : names) {
      all.write(0x82); // dNSName
      all.write(name.length());
      all.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    }
    byte[] body = all.toByteArray();
    return ByteBuffer.allocate(4 + body.length)
        .put((byte) 0x30) // SEQUENCE, its length in two bytes
        .put((byte) 0x82)
        .putShort((short) body.length)
        .put(body)
        .array();
  }

  private Settings.Certificate write(String file, X509Bundle leaf) throws Exception {
    return new Settings.Certificate(
        Files.writeString(folder.resolve(file + ".pem"), leaf.getCertificatePathPEM()),
        Files.writeString(folder.resolve(file + ".key"), leaf.getPrivateKeyPEM()));
  }

  /**
   * What the first node of any region of its cluster uses, in files that begin with {@code prefix}.
   */
  GossipSettings.Tls node(String prefix) throws Exception {
    Settings.Certificate files =
        write(
            prefix, issue("CN=node", new CertificateBuilder().ecp256(), "ams-1", "waw-1", "nrt-1"));
    return new GossipSettings.Tls(rootFile(prefix + "-ca.pem"), files.chain(), files.key());
  }

  /** What a client that trusts it uses. */
  SSLContext client() throws Exception {
    return new TlsClient(List.of(root())).context();
  }

  /** What a server named {@code name} uses. */
  SSLContext server(String name) throws Exception {
    X509Bundle leaf =
        new CertificateBuilder().subject("CN=" + name).addSanDnsName(name).buildIssuedBy(self);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "own", leaf.getKeyPair().getPrivate(), new char[0], leaf.getCertificatePath());
    KeyManagerFactory identity =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    identity.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(identity.getKeyManagers(), null, null);
    return context;
  }

  /** A connection that asks for {@code name}. */
  SSLSocket connect(String name, int port) throws Exception {
    return new TlsClient(List.of(root())).connect(name, port);
  }

  /** The same over a connection that exists, which is closed with it. */
  SSLSocket connect(String name, Socket plain) throws Exception {
    SSLSocket socket =
        (SSLSocket) client().getSocketFactory().createSocket(plain, name, plain.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    socket.setSSLParameters(parameters);
    return socket;
  }
}
