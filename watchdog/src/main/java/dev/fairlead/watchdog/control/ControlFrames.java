package dev.fairlead.watchdog.control;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What goes over the control socket: a request is one line, a reply is lines ended by an empty one.
 *
 * <pre>
 *   client   ping LF                                    show locks LF
 *   server               pong 2 LF LF                                   line LF line LF LF
 * </pre>
 *
 * <p>Both sides use it. Stateless.
 */
public final class ControlFrames {
  /** Longest request; a longer one is answered with an error and ends the connection. */
  public static final int MAX_REQUEST_BYTES = 64 * 1024; // 64 KiB

  /** Longest line of a reply: one JSON document may be the whole of it. */
  public static final int MAX_REPLY_LINE_BYTES = 8 * 1024 * 1024; // 8 MiB

  /** Longest reply, all lines together; a client gives up on a longer one. */
  public static final int MAX_REPLY_BYTES = 16 * 1024 * 1024; // 16 MiB

  private ControlFrames() {}

  /**
   * The bytes of a request.
   *
   * @throws IllegalArgumentException when it is empty, too long or more than one line
   */
  public static ByteBuffer request(String command) {
    if (command.isBlank() || command.indexOf('\n') >= 0 || command.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("a command is one line that is not empty");
    }
    byte[] bytes = (command + "\n").getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_REQUEST_BYTES) {
      throw new IllegalArgumentException("command longer than " + MAX_REQUEST_BYTES + " bytes");
    }
    return ByteBuffer.wrap(bytes);
  }

  /** The bytes of a reply. Empty lines in it are sent as one space, so that they do not end it. */
  public static ByteBuffer reply(List<String> lines) {
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      for (String part : line.split("\n", -1)) {
        text.append(part.isEmpty() ? " " : part).append('\n');
      }
    }
    return ByteBuffer.wrap(text.append('\n').toString().getBytes(StandardCharsets.UTF_8));
  }
}
