package dev.fairlead.proxy.control.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * The token of the HTTP API.
 *
 * <p>Compares digests in constant time: neither the content nor the length of the token can be
 * learned from how long a refusal takes. Immutable.
 */
final class Bearer {
  private final byte @Nullable [] digest;

  /** With {@code token}; empty lets everybody in. */
  Bearer(String token) {
    this.digest = token.isEmpty() ? null : sha256(token);
  }

  /** Whether a request with that {@code Authorization} header may go on. */
  boolean admits(@Nullable String authorization) {
    if (digest == null) {
      return true;
    }
    String prefix = "Bearer ";
    if (authorization == null
        || !authorization.regionMatches(true, 0, prefix, 0, prefix.length())) {
      return false;
    }
    return MessageDigest.isEqual(digest, sha256(authorization.substring(prefix.length()).strip()));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
