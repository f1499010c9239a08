package dev.fairlead.proxy.tls;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the handshake of a connection agreed on.
 *
 * <p>Immutable, thread-safe.
 */
public final class TlsSession {
  /** Of a connection without TLS. */
  public static final TlsSession NONE = new TlsSession(null, "", "");

  private final @Nullable Supplier<VirtualHosts> hosts;
  private final String policy;
  private final String clientSubject;

  /**
   * A session.
   *
   * @param hosts of its listener at the moment; null without TLS
   * @param policy {@link VirtualHost#policy} of the host that was agreed on
   * @param clientSubject of the client's certificate, fit for a header; empty without
   */
  TlsSession(@Nullable Supplier<VirtualHosts> hosts, String policy, String clientSubject) {
    this.hosts = hosts;
    this.policy = policy;
    this.clientSubject = clientSubject;
  }

  /** Whether there is any host that {@link #misdirects}. */
  public boolean mayMisdirect() {
    return hosts != null && !hosts.get().allAgree(policy);
  }

  /**
   * Whether {@code host} lets in other clients than the host this session was made for, so that its
   * requests need a session of their own (RFC 9110, section 7.4).
   */
  public boolean misdirects(String host) {
    return hosts != null && hosts.get().differs(policy, host);
  }

  /**
   * The subject of the client's certificate, which was verified (RFC 4514, in printable ASCII);
   * empty without.
   */
  public String clientSubject() {
    return clientSubject;
  }
}
