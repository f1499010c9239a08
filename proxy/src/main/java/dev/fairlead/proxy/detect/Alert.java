package dev.fairlead.proxy.detect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Why a TLS client is turned away before any handshake: a fatal alert in clear text, which a client
 * reports by its name instead of a lost connection (RFC 8446, section 6).
 */
public enum Alert {
  /** What came is no ClientHello. */
  DECODE_ERROR(50),
  /** The service has nobody who could answer now. */
  INTERNAL_ERROR(80),
  /** No route leads anywhere for this server name. */
  UNRECOGNIZED_NAME(112),
  /** The client speaks nothing that is spoken here. */
  NO_APPLICATION_PROTOCOL(120);

  private final int code;

  Alert(int code) {
    this.code = code;
  }

  /** One record: type 21, version 3.3, length 2, level 2 (fatal), the code. */
  public ByteBuf bytes() {
    return Unpooled.wrappedBuffer(new byte[] {21, 3, 3, 0, 2, 2, (byte) code});
  }
}
