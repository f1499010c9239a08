package dev.fairlead.proxy;

import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.listen.Certificates;
import io.netty.handler.ssl.SslContext;
import io.netty.util.Mapping;
import org.jspecify.annotations.Nullable;

/**
 * Every TLS context of the data plane, read before anything is served so that an unusable file
 * stops the start.
 *
 * <p>Immutable.
 *
 * @param byServerName for {@code https} listeners; null without any
 * @param fromNodes for the backhaul's accepting side; null without cluster TLS
 * @param toNodes for its connecting side; null without cluster TLS
 */
record Secrets(
    @Nullable Mapping<String, SslContext> byServerName,
    @Nullable SslContext fromNodes,
    @Nullable SslContext toNodes) {
  static final Secrets NONE = new Secrets(null, null, null);

  /** Reads the configured files; fails naming the one that cannot be used. */
  static Secrets read(Settings settings) {
    var files = settings.cluster().tls();
    return new Secrets(
        settings.certificates().isEmpty()
            ? null
            : Certificates.byServerName(settings.certificates()),
        files == null ? null : Certificates.backhaulServer(files),
        files == null ? null : Certificates.backhaulClient(files));
  }
}
