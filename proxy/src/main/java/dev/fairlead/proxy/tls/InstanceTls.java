package dev.fairlead.proxy.tls;

import dev.fairlead.catalog.model.UpstreamTls;
import dev.fairlead.catalog.model.UpstreamTls.Mode;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import javax.net.ssl.SSLException;

/**
 * TLS with instances, as the policies of their services want it.
 *
 * <p>Instances that must prove their name are asked for it, and get nothing before they proved it
 * to one of the authorities. Sessions are resumed where the instance offers that.
 *
 * <p>Bound: {@value #MAX_CONTEXTS} different sets of authorities are kept ready; of more, those
 * used longest ago are made again when they are needed. Thread-safe; making one reads certificates,
 * which takes milliseconds.
 */
public final class InstanceTls implements AutoCloseable {
  /** Different {@code ca} texts of all services that are kept ready. */
  public static final int MAX_CONTEXTS = 256;

  /** In the order of their last use, guarded by this. */
  private final LinkedHashMap<Trust, SslContext> contexts =
      new LinkedHashMap<>(MAX_CONTEXTS, 0.75f, true);

  private boolean closed;

  /** Whom connections trust. */
  private record Trust(boolean anybody, String ca) {}

  /** With nothing ready. */
  public InstanceTls() {}

  /**
   * The handler of one connection; its handshake begins when the connection stands, and has no time
   * limit of its own.
   *
   * @param port where the instance listens
   * @throws SSLException {@code tls} cannot be done
   */
  public synchronized SslHandler newHandler(UpstreamTls tls, ByteBufAllocator alloc, int port)
      throws SSLException {
    requireUsable(tls);
    if (closed) {
      throw new SSLException("this node ends");
    }
    Trust trust = new Trust(tls.mode() == Mode.UNVERIFIED, tls.ca());
    SslContext context = contexts.get(trust);
    if (context == null) {
      context = context(trust);
      contexts.put(trust, context);
      if (contexts.size() > MAX_CONTEXTS) {
        // Connections keep a share of the context they were made with.
        ReferenceCountUtil.release(contexts.pollFirstEntry().getValue());
      }
    }
    SslHandler handler =
        tls.name().isEmpty()
            ? context.newHandler(alloc)
            : context.newHandler(alloc, tls.name(), port);
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }

  /** Refuses {@code tls} that cannot be done. */
  public static void requireUsable(UpstreamTls tls) throws SSLException {
    if (!tls.usable()) {
      throw new SSLException("the policy key 'tls' cannot be used");
    }
  }

  /** How many are ready. */
  synchronized int size() {
    return contexts.size();
  }

  /** Makes no more handlers; those that are there are not affected. */
  @Override
  public synchronized void close() {
    closed = true;
    contexts.values().forEach(ReferenceCountUtil::release);
    contexts.clear();
  }

  private static SslContext context(Trust trust) throws SSLException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.OPENSSL_REFCNT)
            .protocols("TLSv1.3", "TLSv1.2");
    if (trust.anybody()) {
      builder
          .endpointIdentificationAlgorithm(null)
          .trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else {
      builder.endpointIdentificationAlgorithm("HTTPS");
      if (!trust.ca().isEmpty()) {
        builder.trustManager(
            new ByteArrayInputStream(trust.ca().getBytes(StandardCharsets.US_ASCII)));
      }
    }
    try {
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new SSLException(e.getMessage(), e);
    }
  }
}
