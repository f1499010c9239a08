package dev.fairlead.watchdog.process;

import dev.fairlead.watchdog.link.Message;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a node says about itself when it has read its configuration. It spares the watchdog a parser
 * for configuration files. Immutable.
 *
 * @param control its control socket
 * @param data where its files are
 * @param interval between pings
 * @param deadline without a good answer
 * @param spare whether a spare is wanted
 * @param drain how long it may drain at most
 * @param pid its process, as it sees it
 */
public record Hello(
    Path control,
    Path data,
    Duration interval,
    Duration deadline,
    boolean spare,
    Duration drain,
    long pid) {

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException names the value that is missing or makes no sense
   */
  public static Hello of(Message message) {
    return new Hello(
        Path.of(message.value("control")),
        Path.of(message.value("data")),
        Duration.ofMillis(message.number("interval_ms")),
        Duration.ofMillis(message.number("deadline_ms")),
        message.flag("spare"),
        Duration.ofMillis(message.number("drain_ms")),
        message.number("pid"));
  }
}
