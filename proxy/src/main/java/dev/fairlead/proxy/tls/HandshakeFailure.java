package dev.fairlead.proxy.tls;

import dev.fairlead.proxy.detect.ServerNameReader.Refusal;
import dev.fairlead.proxy.observe.Ending;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Locale;

/** Why a TLS handshake came to nothing; a label of a metric. */
public enum HandshakeFailure {
  /** It took longer than the listener allows. */
  DEADLINE,
  /** What came first is no TLS, or a first message that is too long. */
  HELLO,
  /** The client ended or reset the connection. */
  CLOSED,
  /** The client refused what it was shown, with an alert. */
  ALERT,
  /** The client speaks no protocol that is spoken here. */
  PROTOCOL,
  /** No TLS version, cipher suite, group or signature in common. */
  PARAMETERS,
  /** The client's certificate is missing or not signed by a configured authority. */
  CLIENT_CERTIFICATE,
  /** Too many handshakes run already. */
  FULL,
  /** Anything else. */
  OTHER;

  private static final List<String> NOTHING_IN_COMMON =
      List.of(
          "NO_SHARED_CIPHER",
          "NO_SHARED_GROUP",
          "NO_COMMON_SIGNATURE_ALGORITHMS",
          "UNSUPPORTED_PROTOCOL",
          "VERSION_TOO_LOW",
          "UNKNOWN_PROTOCOL",
          "INAPPROPRIATE_FALLBACK");

  /** As metrics and logs spell it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Who ended the connection by it. */
  public Ending ending() {
    return switch (this) {
      case DEADLINE -> Ending.CLIENT_LATE_IN_REQUEST;
      case CLOSED, ALERT -> Ending.CLIENT_IN_REQUEST;
      case HELLO, PROTOCOL, PARAMETERS, CLIENT_CERTIFICATE, FULL, OTHER -> Ending.PROXY_IN_REQUEST;
    };
  }

  /** Of a ClientHello that nobody could read. */
  public static HandshakeFailure of(Refusal refusal) {
    return switch (refusal) {
      case MALFORMED -> HELLO;
      case LATE -> DEADLINE;
      case ENDED -> CLOSED;
    };
  }

  /** What BoringSSL and Netty say; BoringSSL names its reasons in messages only. */
  static HandshakeFailure of(Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof CertificateException) {
        return CLIENT_CERTIFICATE;
      }
    }
    if (cause instanceof SslHandshakeTimeoutException) {
      return DEADLINE;
    }
    if (cause instanceof ClosedChannelException) {
      return CLOSED;
    }
    String message = String.valueOf(cause.getMessage());
    if (message.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE")
        || message.contains("CERTIFICATE_VERIFY_FAILED")) {
      return CLIENT_CERTIFICATE;
    }
    if (NOTHING_IN_COMMON.stream().anyMatch(message::contains)) {
      return PARAMETERS;
    }
    return message.contains("_ALERT_") ? ALERT : OTHER;
  }
}
