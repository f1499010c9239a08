package dev.fairlead.proxy.observe;

import java.time.Instant;

/**
 * One finished request or TCP connection, as the access log shows it.
 *
 * <p>Immutable. Times are nanoseconds from the beginning, -1 for what never happened.
 *
 * @param time when it began
 * @param client the client's address
 * @param listener where it arrived
 * @param host host name, or empty
 * @param request {@code METHOD path version}, or {@code TCP}
 * @param status HTTP status; 0 for TCP or none sent
 * @param bytesIn body or stream bytes from the client
 * @param bytesOut body or stream bytes to the client
 * @param totalNanos until it ended
 * @param connectNanos until an upstream connection was there
 * @param firstByteNanos until the response began
 * @param service or empty
 * @param region where it was served, or empty
 * @param instance which served it, the node when another region did; or empty
 * @param retries further attempts made
 * @param end who ended it in which phase, two letters
 */
public record AccessEntry(
    Instant time,
    String client,
    String listener,
    String host,
    String request,
    int status,
    long bytesIn,
    long bytesOut,
    long totalNanos,
    long connectNanos,
    long firstByteNanos,
    String service,
    String region,
    String instance,
    int retries,
    String end) {

  /** The line: fields separated by one space, {@code -} for what is empty. */
  public String line() {
    return String.join(
        " ",
        time.toString(),
        orDash(client),
        orDash(listener),
        orDash(host),
        '"' + clean(request).replace("\"", "%22") + '"',
        Integer.toString(status),
        Long.toString(bytesIn),
        Long.toString(bytesOut),
        millis(totalNanos),
        millis(connectNanos),
        millis(firstByteNanos),
        orDash(service),
        orDash(region),
        orDash(instance),
        Integer.toString(retries),
        end);
  }

  private static String orDash(String text) {
    return text.isEmpty() ? "-" : clean(text).replace(' ', '_');
  }

  /** What a client sent must not break a line. */
  private static String clean(String text) {
    StringBuilder result = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      result.append(c < ' ' || c == 0x7f || (c >= 0x80 && c < 0xa0) ? '?' : c);
    }
    return result.toString();
  }

  private static String millis(long nanos) {
    return nanos < 0 ? "-" : Long.toString(nanos / 1_000_000);
  }
}
