package dev.fairlead.gossip.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file with the cluster's keys: one base64 key of 32 bytes per line, {@code #} starts a
 * comment.
 *
 * <p>The first key seals, all of them open. To rotate: append the new key everywhere, then move it
 * to the top everywhere, then remove the old one. Immutable.
 */
public final class KeyFile {
  /** Most keys in a file; two are enough to rotate. */
  public static final int MAX_KEYS = 16;

  private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);

  private final List<Key> keys;

  private KeyFile(List<Key> keys) {
    this.keys = List.copyOf(keys);
  }

  /** A file with one new random key, as text. */
  public static String generate() {
    byte[] secret = new byte[Key.BYTES];
    new SecureRandom().nextBytes(secret);
    return "# fairlead cluster key: the same file on every node, readable by nobody else\n"
        + Base64.getEncoder().encodeToString(secret)
        + "\n";
  }

  /**
   * Reads {@code file}; warns if others than its owner may read it.
   *
   * @throws IllegalArgumentException naming the file, the line and what is wrong with it
   */
  public static KeyFile read(Path file) {
    List<String> lines = lines(file);
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String text = lines.get(i).replaceFirst("#.*", "").strip();
      if (!text.isEmpty()) {
        add(keys, text, file + " line " + (i + 1));
      }
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("key file " + file + " has no key in it");
    }
    warnIfReadable(file);
    return new KeyFile(keys);
  }

  /** The key that seals. */
  Key sealing() {
    return keys.getFirst();
  }

  /** The keys that open. */
  List<Key> opening() {
    return keys;
  }

  /**
   * Secrets of 32 bytes for one purpose, independent of what seals datagrams and of every other
   * purpose: one of each key, that of the sealing key first.
   */
  public List<byte[]> derive(String purpose) {
    return keys.stream().map(key -> key.derive(purpose).getEncoded()).toList();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("key file " + file + " does not exist", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read key file " + file + ": " + e, e);
    }
  }

  private static void add(List<Key> keys, String text, String place) {
    Key key;
    try {
      key = new Key(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("key file " + place + ": not 32 bytes in base64", e);
    }
    if (keys.size() == MAX_KEYS || keys.stream().anyMatch(other -> other.id() == key.id())) {
      throw new IllegalArgumentException(
          "key file " + place + ": the same key twice, or more than " + MAX_KEYS);
    }
    keys.add(key);
  }

  private static void warnIfReadable(Path file) {
    try {
      var permissions = Files.getPosixFilePermissions(file);
      if (permissions.contains(PosixFilePermission.GROUP_READ)
          || permissions.contains(PosixFilePermission.OTHERS_READ)) {
        LOG.warn("key file {} can be read by others than its owner: chmod 600", file);
      }
    } catch (IOException | UnsupportedOperationException e) {
      LOG.debug("permissions of {} unknown", file, e);
    }
  }
}
