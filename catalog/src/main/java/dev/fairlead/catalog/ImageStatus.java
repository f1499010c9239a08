package dev.fairlead.catalog;

import dev.fairlead.catalog.load.OlderStatus;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The image, for operators.
 *
 * <p>Immutable.
 *
 * @param newest the file that the next start would use; null if there is none
 * @param hosts what was answered from the image of the last life
 * @param services as {@code hosts}
 * @param damaged records of it that could not be used
 */
public record ImageStatus(
    @Nullable Written newest, OlderStatus hosts, OlderStatus services, long damaged) {

  /**
   * One image file.
   *
   * @param at when it was written
   * @param bytes its length
   * @param entries hosts and services in it
   * @param took how long that took; zero if that was in an earlier life
   */
  public record Written(Instant at, long bytes, long entries, Duration took) {}
}
