package dev.fairlead.catalog.load;

import java.util.concurrent.CompletableFuture;

/**
 * One load in flight, shared by all who ask for its key.
 *
 * <p>Registered before its query begins. A change that is processed while it is registered marks
 * it, for its query may have run before the change was committed; once installed it is then
 * refreshed.
 */
final class Load {
  private final String key;
  private final long from;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  /**
   * Set by the catalog writer holding the catalog's lock as reader, or by the installing thread,
   * which reads it, holding it as writer. The lock orders them; volatile costs nothing here and
   * says that threads differ.
   */
  private volatile boolean touched;

  /**
   * A load of {@code key}, to be registered next.
   *
   * @param from the journal's position now
   */
  Load(String key, long from) {
    this.key = key;
    this.from = from;
  }

  /** Changes of rows before this place of the journal were visible to its query. */
  long from() {
    return from;
  }

  String key() {
    return key;
  }

  CompletableFuture<Void> done() {
    return done;
  }

  void touch() {
    touched = true;
  }

  boolean touched() {
    return touched;
  }
}
