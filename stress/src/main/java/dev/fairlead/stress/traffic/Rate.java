package dev.fairlead.stress.traffic;

/**
 * What is due each second.
 *
 * <p>Immutable.
 *
 * @param fresh requests on new connections, each second
 * @param kept connections that are kept; each has ten requests due a second
 * @param streams TCP streams; each has ten messages due a second
 */
public record Rate(int fresh, int kept, int streams) {
  /** What benchmarks and drills use: 200 requests on new connections, 200 on kept ones, streams. */
  public static final Rate USUAL = new Rate(200, 20, 10);

  /** What is due on each kept connection and stream, each second. */
  static final int EACH = 10;
}
