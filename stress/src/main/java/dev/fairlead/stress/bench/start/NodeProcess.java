package dev.fairlead.stress.bench.start;

import dev.fairlead.stress.data.DataSettings;
import dev.fairlead.stress.node.OwnProcesses;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A node started by {@code ./fairlead node}, as an operator would. */
final class NodeProcess implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final long LOOK_NANOS = 1_000_000;
  private static final int READ_MILLIS = 10_000;

  private final Process process;
  private final int port;
  private final long startNanos;

  private NodeProcess(Process process, int port, long startNanos) {
    this.process = process;
    this.port = port;
    this.startNanos = startNanos;
  }

  /**
   * Starts it on the data in {@code folder}.
   *
   * @param launcher {@code ./fairlead}, which has been called before, so that it builds nothing
   */
  static NodeProcess start(Path launcher, Path folder) throws IOException {
    int port = freePort();
    Path config = folder.resolve("bench.toml");
    Files.writeString(
        config,
        """
        [node]
        name = "%s"
        region = "%s"
        data = "%s"
        [admin]
        bind = "127.0.0.1:0"
        [gossip]
        bind = "127.0.0.1:0"
        [backhaul]
        bind = "127.0.0.1:0"
        [[listen]]
        name = "web"
        bind = "127.0.0.1:%d"
        """
            .formatted(DataSettings.NODE, DataSettings.REGION, folder, port));
    ProcessBuilder builder =
        new ProcessBuilder(launcher.toString(), "node", "-c", config.toString());
    builder.environment().put("FAIRLEAD_READY", "1");
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("bench.log").toFile());
    long start = System.nanoTime();
    return new NodeProcess(builder.start(), port, start);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(HOST, 0));
      return socket.getLocalPort();
    }
  }

  /**
   * Asks for {@code host} until the instance behind it answered.
   *
   * @return milliseconds from the start of the process
   */
  double firstRequest(String host) throws IOException {
    while (!answers(host)) {
      if (System.nanoTime() - startNanos > LIMIT_NANOS || !process.isAlive()) {
        throw new IOException("the node did not route a request to " + host);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return (System.nanoTime() - startNanos) / 1e6;
  }

  private boolean answers(String host) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(READ_MILLIS);
      socket.connect(new InetSocketAddress(HOST, port), READ_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                  .formatted(host)
                  .getBytes(StandardCharsets.US_ASCII));
      String status =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      return status != null && status.startsWith("HTTP/1.1 200");
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Its resident set now, in MiB. */
  double residentMebibytes() {
    return OwnProcesses.residentMebibytes(process.pid());
  }

  /** Asks it to stop and waits; what takes longer than a minute is killed. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
