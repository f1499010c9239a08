package dev.fairlead.proxy.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fairlead.catalog.model.UpstreamTls;
import dev.fairlead.catalog.model.UpstreamTls.Mode;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.util.ReferenceCountUtil;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is kept of the authorities of many services. */
final class InstanceTlsTest {
  @AutoClose private final InstanceTls all = new InstanceTls();

  private void use(UpstreamTls tls) throws SSLException {
    SslHandler handler = all.newHandler(tls, ByteBufAllocator.DEFAULT, 443);
    ReferenceCountUtil.release(handler.engine());
  }

  @Test
  void onlySoManyAuthoritiesAreKeptReadyAndTheRestStillServes() throws Exception {
    String pem =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=ca")
            .setIsCertificateAuthority(true)
            .buildSelfSigned()
            .getCertificatePathPEM();
    UpstreamTls first = new UpstreamTls(Mode.VERIFIED, "a.test", pem);
    use(first);
    for (int i = 1; i < InstanceTls.MAX_CONTEXTS + 20; i++) {
      use(new UpstreamTls(Mode.VERIFIED, "a.test", pem + "\n".repeat(i)));
    }
    assertEquals(InstanceTls.MAX_CONTEXTS, all.size());
    use(first);
    assertEquals(InstanceTls.MAX_CONTEXTS, all.size());
  }

  @Test
  void oneIsSharedByAllNamesAndMadeForNothingUnusable() throws Exception {
    use(new UpstreamTls(Mode.UNVERIFIED, "", ""));
    use(new UpstreamTls(Mode.UNVERIFIED, "a.test", ""));
    assertEquals(1, all.size());
    assertThrows(SSLException.class, () -> use(UpstreamTls.UNUSABLE));
    assertEquals(1, all.size());
  }
}
