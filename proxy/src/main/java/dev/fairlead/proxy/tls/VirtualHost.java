package dev.fairlead.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslHandler;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/**
 * What a server name leads to: certificates to show, and what clients must show.
 *
 * <p>Immutable, thread-safe. Its native memory is freed once nobody can reach it any more; a
 * connection has a share of its own.
 */
final class VirtualHost {
  private static final Cleaner CLEANER = Cleaner.create();

  private final ReferenceCountedOpenSslContext context;
  private final String policy;

  /**
   * A virtual host.
   *
   * @param context released by this
   * @param policy {@link ClientTrust#id} of who is let in
   */
  VirtualHost(ReferenceCountedOpenSslContext context, String policy) {
    this.context = context;
    this.policy = policy;
    CLEANER.register(this, context::release);
  }

  /** Who is let in. */
  String policy() {
    return policy;
  }

  /** Ends TLS of one connection. */
  SslHandler newHandler(ByteBufAllocator alloc) {
    try {
      return context.newHandler(alloc);
    } finally {
      Reference.reachabilityFence(this); // until then nobody releases the context
    }
  }
}
