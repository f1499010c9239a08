package dev.fairlead.proxy.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Signs the certificates of a cluster's nodes: ECDSA on P-256, keys in PKCS#8.
 *
 * <p>Whoever holds one is a node. Who connects to a node's backhaul compares its name with the
 * certificate's alternative name. Immutable.
 *
 * @param certificate its own
 * @param key its private key
 */
record Authority(X509Certificate certificate, PrivateKey key) {
  /**
   * A certificate with its key, as PEM.
   *
   * @param certificate for everybody
   * @param key for its owner
   */
  record Issued(String certificate, String key) {}

  /** Clocks of nodes may be behind by so much. */
  private static final Duration SKEW = Duration.ofHours(1);

  /** Random bits of a serial number: 20 bytes are allowed, the first bit is the sign. */
  private static final int SERIAL_BITS = 159;

  /** A new one for {@code cluster}. */
  static Issued create(String cluster, Duration validity, Clock clock)
      throws GeneralSecurityException, IOException {
    KeyPair own = newKey();
    X500Principal name = new X500Principal("CN=" + cluster + " cluster authority");
    Instant now = clock.instant();
    X509v3CertificateBuilder builder =
        builder(name, name, own.getPublic(), now, now.plus(validity));
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    return issued(builder, own, own.getPrivate());
  }

  /** The one in these files. */
  static Authority read(Path certificate, Path key) throws GeneralSecurityException {
    try {
      CertificateFactory x509 = CertificateFactory.getInstance("X.509");
      X509Certificate own =
          (X509Certificate)
              x509.generateCertificate(new ByteArrayInputStream(Files.readAllBytes(certificate)));
      String pem = Files.readString(key, StandardCharsets.US_ASCII);
      byte[] pkcs8 = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
      PrivateKey secret =
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      return new Authority(own, secret);
    } catch (IOException | IllegalArgumentException e) {
      throw CommandFailed.failed(
          "cannot read " + certificate + " and " + key + ": " + e.getMessage());
    } catch (GeneralSecurityException e) {
      throw CommandFailed.failed(
          "cannot use " + certificate + " and " + key + ": " + e.getMessage());
    }
  }

  /** A node's certificate, good for both ends of a connection; not longer than this one's own. */
  Issued issue(String node, Duration validity, Clock clock)
      throws GeneralSecurityException, IOException {
    KeyPair own = newKey();
    Instant now = clock.instant();
    Instant last = certificate.getNotAfter().toInstant();
    Instant end = now.plus(validity).isAfter(last) ? last : now.plus(validity);
    if (!end.isAfter(now)) {
      throw CommandFailed.failed("the authority's certificate is over since " + last);
    }
    X509v3CertificateBuilder builder =
        builder(
            certificate.getSubjectX500Principal(),
            new X500Principal("CN=" + node),
            own.getPublic(),
            now,
            end);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.extendedKeyUsage,
        false,
        new ExtendedKeyUsage(
            new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, node)));
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate.getPublicKey()));
    return issued(builder, own, key);
  }

  private static X509v3CertificateBuilder builder(
      X500Principal issuer, X500Principal subject, PublicKey key, Instant now, Instant end)
      throws GeneralSecurityException, IOException {
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(SERIAL_BITS, new SecureRandom()),
            Date.from(now.minus(SKEW)),
            Date.from(end),
            subject,
            key);
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
    return builder;
  }

  private static KeyPair newKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static Issued issued(X509v3CertificateBuilder builder, KeyPair own, PrivateKey signer)
      throws GeneralSecurityException, IOException {
    try {
      byte[] signed =
          builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)).getEncoded();
      return new Issued(
          pem("CERTIFICATE", signed), pem("PRIVATE KEY", own.getPrivate().getEncoded()));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException("cannot sign", e);
    }
  }

  private static String pem(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }
}
