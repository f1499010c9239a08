package dev.fairlead.proxy.tls;

import dev.fairlead.proxy.config.BadValue;
import dev.fairlead.proxy.config.PemFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What some files say together. Contents that cannot be used change nothing.
 *
 * <pre>
 *            same, or usable
 *   GOOD ◄────────────────────┐
 *    │ not usable             │
 *    ▼                        │
 *   DOUBTED ──same again──► BROKEN, told once
 * </pre>
 *
 * Files are replaced one after the other: contents that are seen in one look only are not worth a
 * word. Blocks; confined to one thread, except {@link #value} and {@link #broken}.
 */
final class Watched<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Watched.class);

  /** Makes a value of the contents of the files, in their order. */
  @FunctionalInterface
  interface Parser<T> {
    /** Fails with what is wrong with which file. */
    T parse(List<byte[]> contents) throws BadValue;
  }

  private final String what;
  private final List<Path> files;
  private final Parser<T> parser;
  // Volatile, both: written by the thread that looks, read by whoever asks.
  private volatile T value;
  private volatile boolean broken;

  /** Names of contents, not the contents: one of them is a private key. */
  private String good;

  private String bad = "";

  private Watched(String what, List<Path> files, Parser<T> parser, List<byte[]> contents)
      throws BadValue {
    this.what = what;
    this.files = files;
    this.parser = parser;
    this.value = parser.parse(contents);
    this.good = Fingerprint.of(contents);
  }

  /**
   * Reads them for the first time.
   *
   * @param what for the log: {@code certificate a.pem with key a.key}
   * @throws BadValue naming the file that cannot be used
   */
  static <T> Watched<T> open(String what, List<Path> files, Parser<T> parser) throws BadValue {
    return new Watched<>(what, files, parser, contents(files));
  }

  /** What they said when they could be used last. */
  T value() {
    return value;
  }

  /** Whether they cannot be used now. */
  boolean broken() {
    return broken;
  }

  /** Looks at them; whether the value is another one now. */
  boolean look() {
    List<byte[]> contents;
    try {
      contents = contents(files);
    } catch (BadValue e) {
      doubt(String.valueOf(e.getMessage()), String.valueOf(e.getMessage()));
      return false;
    }
    String seen = Fingerprint.of(contents);
    if (seen.equals(good)) {
      trust(seen);
      return false;
    }
    try {
      value = parser.parse(contents);
      trust(seen);
      LOG.info("{} read again: it had changed", what);
      return true;
    } catch (BadValue e) {
      doubt(seen, String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void trust(String seen) {
    good = seen;
    bad = "";
    broken = false;
  }

  private void doubt(String seen, String why) {
    if (!seen.equals(bad)) {
      bad = seen;
      broken = false;
    } else if (!broken) {
      broken = true;
      LOG.warn("{} cannot be used, the one before stays: {}", what, why);
    }
  }

  private static List<byte[]> contents(List<Path> files) throws BadValue {
    List<byte[]> contents = new ArrayList<>();
    for (Path file : files) {
      contents.add(PemFiles.bytes(file));
    }
    return contents;
  }
}
