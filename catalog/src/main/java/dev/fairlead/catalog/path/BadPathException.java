package dev.fairlead.catalog.path;

/**
 * A path that has no normal form, because two programs could read it differently.
 *
 * <p>Has no stack trace: whoever sends such paths shall not make us work. Immutable.
 */
public final class BadPathException extends Exception {
  private static final long serialVersionUID = 1;

  private final int offset;

  BadPathException(int offset, String words) {
    super(words, null, false, false);
    this.offset = offset;
  }

  /** The byte of the path at which the bad place begins. */
  public int offset() {
    return offset;
  }

  /** What is wrong there: printable ASCII. */
  public String words() {
    return String.valueOf(getMessage());
  }
}
