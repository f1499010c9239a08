package dev.fairlead.stress.traffic;

import dev.fairlead.stress.traffic.Visit.Outcome;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** Opening and closing sockets, and what their failures say about the other end. */
final class Sockets {
  private Sockets() {}

  /** Connects; neither that nor a read takes longer than {@code limitMillis}. */
  static Socket connect(InetSocketAddress to, int limitMillis) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(limitMillis);
      socket.connect(to, limitMillis);
      return socket;
    } catch (IOException failed) {
      close(socket);
      throw failed;
    }
  }

  static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException unimportant) {
      // Nothing more is expected from it.
    }
  }

  /** What a failure means to the client. */
  static Outcome outcome(IOException failed) {
    return switch (failed) {
      case ConnectException _ -> Outcome.REFUSED;
      case SocketTimeoutException _ -> Outcome.UNANSWERED;
      default -> Outcome.CUT;
    };
  }
}
