package dev.fairlead.proxy.tls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Short names for contents of any length: SHA-256. Stateless. */
final class Fingerprint {
  private Fingerprint() {}

  /** In hexadecimal digits; where one part ends and the next begins counts. */
  static String of(List<byte[]> parts) {
    return HexFormat.of().formatHex(bytes(parts));
  }

  /** The 32 bytes of the fingerprint of these texts. */
  static byte[] ofTexts(List<String> parts) {
    return bytes(parts.stream().map(part -> part.getBytes(StandardCharsets.UTF_8)).toList());
  }

  private static byte[] bytes(List<byte[]> parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length));
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }
}
