package dev.fairlead.proxy.tls;

import dev.fairlead.proxy.config.BadValue;
import dev.fairlead.proxy.config.PemFiles;
import dev.fairlead.proxy.config.Settings;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A certificate chain and the private key of its leaf.
 *
 * <p>Immutable; equal to itself only, so that what was read again is another one.
 */
final class Identity {
  private final List<X509Certificate> chain;
  private final PrivateKey key;
  private final List<String> names;

  private Identity(List<X509Certificate> chain, PrivateKey key, List<String> names) {
    this.chain = chain;
    this.key = key;
    this.names = names;
  }

  /** Two files whose contents make an identity. */
  static Watched<Identity> watch(Settings.Certificate files) throws BadValue {
    Path chain = files.chain();
    Path key = files.key();
    return Watched.open(
        "certificate " + chain + " with key " + key,
        List.of(chain, key),
        contents -> of(chain, contents.get(0), key, contents.get(1)));
  }

  private static Identity of(Path chainFile, byte[] chainBytes, Path keyFile, byte[] keyBytes)
      throws BadValue {
    List<X509Certificate> chain = PemFiles.certificates(chainFile, chainBytes);
    PrivateKey key = PemFiles.privateKey(keyFile, keyBytes);
    if (!PemFiles.fits(key, chain.getFirst())) {
      throw new BadValue("the key in " + keyFile + " does not fit the certificate in " + chainFile);
    }
    List<String> names =
        PemFiles.dnsNames(chain.getFirst()).stream().map(ServerNames::normal).distinct().toList();
    return new Identity(chain, key, names);
  }

  /** Leaf first. */
  List<X509Certificate> chain() {
    return chain;
  }

  PrivateKey key() {
    return key;
  }

  /** {@code RSA}, {@code EC} or {@code EdDSA}: a client may understand one and not another. */
  String algorithm() {
    return key.getAlgorithm();
  }

  /** The DNS names of its leaf, normal; may be empty. */
  List<String> names() {
    return names;
  }

  /** When it expires. */
  Instant notAfter() {
    return chain.getFirst().getNotAfter().toInstant();
  }
}
