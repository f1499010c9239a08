package dev.fairlead.catalog.load;

import dev.fairlead.gossip.replica.ReplicaReader;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the values of a {@link LazyTable} come from, in two steps.
 *
 * @param <R> what is read from the replica, outside the lock
 * @param <V> what is made of it and kept
 */
public interface Source<R, V> {
  /** Reads what {@code key} needs; null if there is nothing of that name. Blocks on the file. */
  @Nullable R read(ReplicaReader reader, String key);

  /**
   * Is told before {@code key} is loaded, for whoever keeps a journal of what is read; a reading
   * after that is no news. Blocks on the file.
   */
  default void loading(ReplicaReader reader, String key) {}

  /** Is told that the load of {@code key} is over, whether it succeeded or not. */
  default void loaded(String key) {}

  /**
   * Makes the next value of what was read and of what is true now. Under the catalog's lock: pure
   * and short.
   *
   * @param before the value it replaces, to be returned if the next would not differ; null if there
   *     is none
   */
  V make(R read, @Nullable V before);

  /**
   * Hands over the {@link dev.fairlead.catalog.index.RowHash} of each row that {@code value} was
   * made from, but for those whose id is its key.
   */
  void rows(V value, IntConsumer hashes);

  /** About what {@code value} weighs, in bytes. */
  int bytes(V value);

  /** What the image of an earlier life holds of them; null if there is none. */
  default @Nullable Archive<V> archive() {
    return null;
  }
}
