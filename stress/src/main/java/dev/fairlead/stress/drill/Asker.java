package dev.fairlead.stress.drill;

import dev.fairlead.stress.drill.Asked.Answer;
import dev.fairlead.stress.traffic.WebConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A client with one keep-alive connection to a proxy, opened when needed; it retries nothing.
 *
 * <p>Confined to one thread.
 */
final class Asker implements AutoCloseable {
  private static final int LIMIT_MILLIS = 30_000;
  private static final String ERROR = "Fairlead-Error";

  private final InetSocketAddress proxy;
  private @Nullable WebConnection connection;

  Asker(InetSocketAddress proxy) {
    this.proxy = proxy;
  }

  /**
   * Asks for {@code /} of a host.
   *
   * @param more further header lines, each with its line end
   */
  Answer ask(String host, String more) {
    try {
      WebConnection open =
          connection == null ? WebConnection.open(proxy, LIMIT_MILLIS) : connection;
      connection = open;
      WebConnection.Answer answer = open.get(host, "/", more);
      if (open.isLast()) {
        hangUp();
      }
      return new Answer(
          answer.status(),
          answer.header(InstanceServer.HEADER),
          answer.header(ERROR).split(" ", 2)[0]);
    } catch (IOException e) {
      hangUp();
      return new Answer(0, "", "broken: " + e);
    }
  }

  /** Ends the connection; the next request opens another. */
  void hangUp() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  @Override
  public void close() {
    hangUp();
  }
}
