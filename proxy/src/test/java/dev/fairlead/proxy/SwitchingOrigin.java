package dev.fairlead.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An origin whose connections are the test's, byte by byte, after each request head. */
final class SwitchingOrigin implements AutoCloseable {
  static final String GRANTS =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

  /** A connection the proxy made. */
  static final class Peer {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private Peer(Socket socket) throws IOException {
      this.socket = socket;
      socket.setSoTimeout(20_000);
      in = new BufferedInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    }

    /** Reads one request head: its lines. */
    List<String> head() throws IOException {
      List<String> lines = new ArrayList<>();
      for (String line = Origin.readLine(in); ; line = Origin.readLine(in)) {
        if (line == null) {
          throw new IOException("ended within a head: " + lines);
        }
        if (line.isEmpty()) {
          return lines;
        }
        lines.add(line);
      }
    }

    Peer send(String text) throws IOException {
      out.write(Origin.ascii(text));
      out.flush();
      return this;
    }

    OutputStream out() {
      return out;
    }

    InputStream in() {
      return in;
    }

    String read(int bytes) throws IOException {
      return new String(in.readNBytes(bytes), java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    /** Whether nothing arrived that was not read. */
    boolean nothingMore() throws IOException {
      return in.available() == 0;
    }

    /** Whether the proxy ended its direction in order. */
    boolean ended() throws IOException {
      return in.read() < 0;
    }

    void endOutput() throws IOException {
      socket.shutdownOutput();
    }

    void close() throws IOException {
      socket.close();
    }

    /** Ends both directions at once and throws away what is under way. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  private final BlockingQueue<Peer> peers = new LinkedBlockingQueue<>();
  private final LoopbackServer server;

  SwitchingOrigin() throws IOException {
    server = LoopbackServer.handing(socket -> peers.add(new Peer(socket)));
  }

  int port() {
    return server.port();
  }

  int connections() {
    return server.accepted.get();
  }

  /** The next connection of the proxy. */
  Peer peer() throws InterruptedException {
    Peer peer = peers.poll(20, TimeUnit.SECONDS);
    if (peer == null) {
      throw new AssertionError("the proxy did not connect");
    }
    return peer;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
