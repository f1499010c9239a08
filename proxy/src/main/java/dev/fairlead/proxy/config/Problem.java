package dev.fairlead.proxy.config;

/**
 * One thing that is wrong with a configuration file.
 *
 * <p>Immutable.
 *
 * @param line line in the file, from 1; 0 when no line is to blame
 * @param key dotted name of the key or section; empty when the file as a whole is meant
 * @param message what is wrong and what would be right
 */
public record Problem(int line, String key, String message) {
  /** The problem as one line, for a file called {@code file}. */
  public String format(String file) {
    return file + (line > 0 ? ":" + line : "") + ": " + (key.isEmpty() ? "" : key + ": ") + message;
  }
}
