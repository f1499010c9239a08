package dev.fairlead.proxy.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads certificate and key files; every error names the file.
 *
 * <p>Stateless, thread-safe; blocks.
 */
public final class PemFiles {
  /** The largest file read; real chains have a few kilobytes. */
  public static final int MAX_BYTES = 1 << 20;

  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  /** The kind of a dNSName, RFC 5280, section 4.2.1.6. */
  private static final int DNS_NAME = 2;

  private static final List<String> KEY_KINDS = List.of("RSA", "EC", "Ed25519");

  private PemFiles() {}

  /** Reads the certificates of {@code file}, at least one. */
  static List<X509Certificate> certificates(Path file) throws BadValue {
    return certificates(file, bytes(file));
  }

  /** The certificates in the contents of {@code file}, at least one. */
  public static List<X509Certificate> certificates(Path file, byte[] contents) throws BadValue {
    try {
      var found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(contents));
      if (found.isEmpty()) {
        throw new BadValue("no certificate in " + file);
      }
      return found.stream().map(X509Certificate.class::cast).toList();
    } catch (CertificateException e) {
      throw new BadValue("not a PEM certificate: " + file);
    }
  }

  /** Reads the PKCS#8 private key of {@code file}. */
  static PrivateKey privateKey(Path file) throws BadValue {
    return privateKey(file, bytes(file));
  }

  /** The PKCS#8 private key in the contents of {@code file}. */
  public static PrivateKey privateKey(Path file, byte[] contents) throws BadValue {
    Matcher matcher = PRIVATE_KEY.matcher(new String(contents, StandardCharsets.US_ASCII));
    if (!matcher.find()) {
      throw new BadValue("no unencrypted PKCS#8 private key (BEGIN PRIVATE KEY) in " + file);
    }
    byte[] der = Base64.getMimeDecoder().decode(matcher.group(1));
    for (String kind : KEY_KINDS) {
      PrivateKey key = tryKind(kind, der);
      if (key != null) {
        return key;
      }
    }
    throw new BadValue("not an RSA, EC or Ed25519 private key: " + file);
  }

  private static @Nullable PrivateKey tryKind(String kind, byte[] der) {
    try {
      return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      return null; // PKCS#8 is only tried, its algorithm identifier decides
    }
  }

  /** Checks that the key in {@code keyFile} belongs to the first certificate of {@code chain}. */
  static void pair(Path chain, Path keyFile) throws BadValue {
    if (!fits(privateKey(keyFile), certificates(chain).getFirst())) {
      throw new BadValue("the key in " + keyFile + " does not fit the certificate in " + chain);
    }
  }

  /** Whether what {@code key} signs is verified by {@code leaf}. */
  public static boolean fits(PrivateKey key, X509Certificate leaf) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "Ed25519";
        };
    try {
      byte[] probe = {1, 2, 3};
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(probe);
      byte[] signature = signer.sign();
      signer.initVerify(leaf.getPublicKey());
      signer.update(probe);
      return signer.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // of another algorithm
    }
  }

  /** The DNS names a certificate is for, as it has them. */
  public static List<String> dnsNames(X509Certificate leaf) throws BadValue {
    try {
      Collection<List<?>> all = leaf.getSubjectAlternativeNames();
      return (all == null ? List.<List<?>>of() : all)
          .stream()
              .filter(name -> Integer.valueOf(DNS_NAME).equals(name.get(0)))
              .map(name -> (String) name.get(1))
              .toList();
    } catch (CertificateParsingException e) {
      throw new BadValue("a certificate with unreadable names: " + e.getMessage());
    }
  }

  /** Reads a whole file of bounded size. */
  public static byte[] bytes(Path file) throws BadValue {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new BadValue("larger than 1 MiB: " + file);
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new BadValue("no such file: " + file);
    } catch (AccessDeniedException e) {
      throw new BadValue("not readable: " + file);
    } catch (IOException e) {
      throw new BadValue("cannot read " + file + ": " + e.getMessage());
    }
  }
}
