package dev.fairlead.proxy;

import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.listen.NodeCertificates;
import dev.fairlead.proxy.tls.Certificates;
import dev.fairlead.proxy.tls.Handshakes;
import dev.fairlead.proxy.tls.InstanceTls;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the data plane needs for TLS, read before anything is served so that an unusable file
 * stops the start.
 *
 * <p>Immutable; its parts are thread-safe.
 *
 * @param certificates for {@code https} listeners; null without any
 * @param handshakes those with clients
 * @param fromNodes for the backhaul's accepting side; null without cluster TLS
 * @param toNodes for its connecting side; null without cluster TLS
 * @param instances TLS with instances
 */
record Secrets(
    @Nullable Certificates certificates,
    Handshakes handshakes,
    @Nullable SslContext fromNodes,
    @Nullable SslContext toNodes,
    InstanceTls instances)
    implements AutoCloseable {

  /** Reads the configured files; fails naming the one that cannot be used. */
  static Secrets read(Settings settings, MeterRegistry meters) {
    var files = settings.cluster().tls();
    SslContext fromNodes = files == null ? null : NodeCertificates.backhaulServer(files);
    SslContext toNodes = files == null ? null : NodeCertificates.backhaulClient(files);
    Certificates certificates = // last: it begins to look at its files
        settings.certificates().isEmpty() ? null : Certificates.open(settings, meters);
    return new Secrets(certificates, new Handshakes(meters), fromNodes, toNodes, new InstanceTls());
  }

  /** As {@link Certificates#prepare}; nothing happens where no listener ends TLS. */
  Runnable prepare(List<Settings.Certificate> next, List<Settings.Listen> listeners) {
    return certificates == null || next.isEmpty()
        ? () -> {}
        : certificates.prepare(next, listeners);
  }

  /** Looks at the files no more; for when no connection is made any more. */
  @Override
  public void close() {
    instances.close();
    if (certificates != null) {
      certificates.close();
    }
  }
}
