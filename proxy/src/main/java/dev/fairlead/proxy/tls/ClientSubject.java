package dev.fairlead.proxy.tls;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;

/** Writes the subject of a client's certificate so that it can stand in a header. Stateless. */
final class ClientSubject {
  /** Longer ones are not let in: cut, one could look like another. */
  static final int MAX_CHARS = 2_048;

  private ClientSubject() {}

  /** Of the certificate a client showed; empty if it showed none. */
  static String of(SSLSession session) {
    try {
      Principal subject = session.getPeerPrincipal();
      String name = subject instanceof X500Principal x ? x.getName() : subject.getName();
      return printable(name);
    } catch (SSLPeerUnverifiedException e) {
      return "";
    }
  }

  /** Other bytes than printable ASCII as {@code \\XX} (RFC 4514, section 2.4). */
  static String printable(String name) {
    StringBuilder text = new StringBuilder(name.length());
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      if (b >= ' ' && b < 0x7f) {
        text.append((char) b);
      } else {
        text.append('\\').append("%02X".formatted(b & 0xff));
      }
    }
    return text.toString();
  }
}
