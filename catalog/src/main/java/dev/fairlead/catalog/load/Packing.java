package dev.fairlead.catalog.load;

import dev.fairlead.catalog.image.PayloadReader;
import dev.fairlead.catalog.image.PayloadWriter;
import java.util.List;

/**
 * How the values of a {@link LazyTable} go into the image and come out again.
 *
 * <p>Thread-safe and quick: event loops unpack.
 *
 * @param <V> what is kept
 */
public interface Packing<V> {
  /** Whether {@code value} can go into an image: whether all its rows are known by id. */
  boolean fits(V value);

  /** Writes a value that {@link #fits}, without its key. */
  void pack(V value, PayloadWriter into);

  /**
   * The value of {@code key}, as things are around it now.
   *
   * @throws IllegalArgumentException if that is not what {@link #pack} writes
   */
  V unpack(String key, PayloadReader from);

  /** The ids of the rows that a value that {@link #fits} was made from, but for its key. */
  List<String> rows(V value);
}
