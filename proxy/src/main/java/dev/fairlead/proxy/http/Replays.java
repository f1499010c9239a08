package dev.fairlead.proxy.http;

/**
 * How a node sends requests again.
 *
 * <p>Immutable; the room is thread-safe.
 *
 * @param fly whether the names of Fly.io are understood beside our own
 * @param room for the bodies of requests that may be sent again
 */
public record Replays(boolean fly, ReplayRoom room) {
  /** How often one request is sent again because instances ask for it; then it is FR05. */
  static final int MAX = 3;

  /** With room of its own. */
  public Replays(boolean fly) {
    this(fly, new ReplayRoom());
  }
}
