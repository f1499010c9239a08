package dev.fairlead.stress.bench;

/** A row was asked for that the table does not have. */
final class NoSuchRow extends RuntimeException {
  private static final long serialVersionUID = 1;

  NoSuchRow(String message) {
    super(message);
  }
}
