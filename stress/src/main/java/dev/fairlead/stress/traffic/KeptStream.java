package dev.fairlead.stress.traffic;

import dev.fairlead.stress.traffic.Visit.Kind;
import dev.fairlead.stress.traffic.Visit.Outcome;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A TCP stream whose other end sends back what it gets. Confined to one thread. */
final class KeptStream implements Traffic.Kept {
  private final InetSocketAddress to;
  private @Nullable Socket open;
  private long count;

  KeptStream(InetSocketAddress to) {
    this.to = to;
  }

  @Override
  public Kind kind() {
    return Kind.STREAM;
  }

  @Override
  public Visit use(long due) throws IOException {
    Socket socket = open == null ? Sockets.connect(to, Traffic.LIMIT_MILLIS) : open;
    open = socket;
    byte[] message = "message %08d".formatted(count++).getBytes(StandardCharsets.US_ASCII);
    socket.getOutputStream().write(message);
    byte[] answer = socket.getInputStream().readNBytes(message.length);
    if (answer.length < message.length) {
      throw new EOFException("the stream ended");
    }
    boolean same = Arrays.equals(message, answer);
    return new Visit(
        Kind.STREAM,
        due,
        System.nanoTime(),
        same ? Outcome.SERVED : Outcome.FAILED,
        same ? "" : "another message came back");
  }

  @Override
  public void close() {
    if (open != null) {
      Sockets.close(open);
      open = null;
    }
  }
}
