package dev.fairlead.proxy.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import javax.net.ssl.SSLContext;

/** A server that nobody vouches for. */
public final class SelfSigned {
  private SelfSigned() {}

  /** With a new key and certificate at each call. */
  public static SSLContext context() throws Exception {
    X509Bundle self =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=i")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(self.toKeyManagerFactory().getKeyManagers(), null, null);
    return context;
  }
}
