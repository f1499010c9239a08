package dev.fairlead.proxy.tls;

import dev.fairlead.proxy.config.BadValue;
import dev.fairlead.proxy.config.PemFiles;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Who signs the clients that are let in.
 *
 * <p>Immutable.
 *
 * @param authorities empty: clients are not asked for a certificate
 * @param id the same for the same authorities, on every node; empty without
 */
record ClientTrust(List<X509Certificate> authorities, String id) {
  /** Everybody is let in. */
  static final ClientTrust ANYBODY = new ClientTrust(List.of(), "");

  /** Copies the list. */
  ClientTrust {
    authorities = List.copyOf(authorities);
  }

  /** A file of authorities. */
  static Watched<ClientTrust> watch(Path file) throws BadValue {
    return Watched.open(
        "client authorities " + file, List.of(file), contents -> of(file, contents.getFirst()));
  }

  private static ClientTrust of(Path file, byte[] contents) throws BadValue {
    List<X509Certificate> authorities = PemFiles.certificates(file, contents);
    TreeSet<byte[]> encoded = new TreeSet<>(Arrays::compare); // their order in the file is nothing
    try {
      for (X509Certificate authority : authorities) {
        encoded.add(authority.getEncoded());
      }
    } catch (CertificateEncodingException e) {
      throw new BadValue("a certificate that cannot be encoded in " + file);
    }
    return new ClientTrust(authorities, Fingerprint.of(List.copyOf(encoded)));
  }

  /** Whether a client needs a certificate. */
  boolean asks() {
    return !authorities.isEmpty();
  }
}
