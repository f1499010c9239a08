package dev.fairlead.proxy.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** An instance: answers its name, swallows uploads, sends as many bytes as asked. */
final class Origin implements AutoCloseable {
  private final HttpServer server;

  private Origin(HttpServer server) {
    this.server = server;
  }

  /** Starts on a free port of 127.0.0.1. */
  static Origin start(String name) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext(
          "/",
          exchange -> {
            byte[] body = name.getBytes(UTF_8);
            exchange.getRequestBody().skip(Long.MAX_VALUE);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.createContext(
          "/upload",
          exchange -> {
            long bytes = drain(exchange.getRequestBody());
            byte[] body = Long.toString(bytes).getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.createContext(
          "/download/",
          exchange -> {
            long bytes = Long.parseLong(exchange.getRequestURI().getPath().substring(10));
            exchange.sendResponseHeaders(200, bytes);
            fill(exchange.getResponseBody(), bytes);
            exchange.close();
          });
      server.start();
      return new Origin(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long drain(InputStream in) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long total = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      total += n;
    }
    return total;
  }

  private static void fill(OutputStream out, long bytes) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    for (long left = bytes; left > 0; left -= buffer.length) {
      out.write(buffer, 0, (int) Math.min(left, buffer.length));
    }
  }

  /** {@code 127.0.0.1:port}. */
  String endpoint() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
