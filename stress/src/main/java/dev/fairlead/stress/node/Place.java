package dev.fairlead.stress.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where a node lives: a folder and a loopback address of its own, on which every port is free.
 *
 * <p>Immutable.
 *
 * @param folder for its configuration, its log and its data; exists
 * @param host the address
 */
public record Place(Path folder, String host) {
  /** Its listener for HTTP. */
  public static final int WEB_PORT = 8080;

  /** Its listener for TCP. */
  public static final int ECHO_PORT = 9000;

  private static final int ADMIN_PORT = 7400;

  /** Places of this process so far; a number for each, so no order is needed. */
  private static final AtomicInteger TAKEN = new AtomicInteger();

  /** The next place of this process: no two processes that run have the same number. */
  public static Place in(Path folder) {
    long pid = ProcessHandle.current().pid();
    int place = TAKEN.incrementAndGet();
    return new Place(
        folder, "127.%d.%d.%d".formatted(64 + (pid >> 8) % 128, 1 + pid % 250, 1 + place % 250));
  }

  /** Where clients of HTTP connect. */
  public InetSocketAddress web() {
    return new InetSocketAddress(host, WEB_PORT);
  }

  /** Where clients of TCP connect. */
  public InetSocketAddress echo() {
    return new InetSocketAddress(host, ECHO_PORT);
  }

  /** The HTTP API. */
  public String api() {
    return "http://" + host + ":" + ADMIN_PORT;
  }

  /** The configuration file; what names it on a command line belongs to this node. */
  public Path config() {
    return folder.resolve("fairlead.toml");
  }

  /** What watchdog and node write. */
  public Path log() {
    return folder.resolve("node.log");
  }

  /** The node's data. */
  public Path data() {
    return folder.resolve("data");
  }

  /** The control socket. */
  public Path socket() {
    return data().resolve("control.sock");
  }

  /** Writes the configuration; {@code more} is added to it. */
  public void configure(String more) throws IOException {
    Files.createDirectories(data());
    Files.writeString(
        config(),
        """
        [node]
        name = "here-1"
        region = "here"
        data = "%2$s"
        [control]
        debug = true
        [admin]
        bind = "%1$s:%3$d"
        [gossip]
        bind = "%1$s:7401"
        profile = "local"
        [backhaul]
        bind = "%1$s:7402"
        [[listen]]
        name = "web"
        bind = "%1$s:%4$d"
        protocol = "http"
        [[listen]]
        name = "echo"
        bind = "%1$s:%5$d"
        protocol = "tcp"
        %6$s
        """
            .formatted(host, data(), ADMIN_PORT, WEB_PORT, ECHO_PORT, more));
  }
}
