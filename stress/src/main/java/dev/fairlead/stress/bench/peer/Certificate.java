package dev.fairlead.stress.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/**
 * A self-signed certificate with an ECDSA key on P-256, made by the JDK's {@code keytool}.
 *
 * <p>Immutable.
 *
 * @param chain PEM certificate
 * @param key PEM private key, PKCS#8
 * @param both the two in one file, as HAProxy wants it
 */
public record Certificate(Path chain, Path key, Path both) {
  private static final String ALIAS = "bench";

  /** The key store it was made in, in the same folder. */
  public static final String STORE = "certificate.p12";

  /** Of that store, which lives as long as the run. */
  public static final String PASSWORD = "benchmark";

  private static final int LINE = 64;

  /** Makes one for {@code host} in {@code folder}. */
  public static Certificate make(Path folder, String host) throws IOException {
    Path store = folder.resolve(STORE);
    Program.run(
        Duration.ofSeconds(60),
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-sigalg",
            "SHA256withECDSA",
            "-validity",
            "30",
            "-dname",
            "CN=" + host,
            "-ext",
            "san=dns:" + host,
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD));
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      String chain = pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
      String key = pem("PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
      return new Certificate(
          Files.writeString(folder.resolve("chain.pem"), chain),
          Files.writeString(folder.resolve("key.pem"), key),
          Files.writeString(folder.resolve("both.pem"), chain + key));
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate cannot be read back", e);
    }
  }

  private static String pem(String what, byte[] der) {
    String text = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
  }
}
