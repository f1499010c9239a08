package dev.fairlead.proxy.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gibibyte goes through two regions in either direction, and neither proxy holds much of it. */
final class LargeBodiesTest {
  private static final long BYTES = 1L << 30;
  private static final long RESIDENT_KIB_MAX = 300 * 1024;

  @TempDir static Path folder;
  private static Cluster cluster;
  private static Origin origin;

  @BeforeAll
  static void start() {
    cluster = Cluster.configure(folder).start();
    origin = Origin.start("large");
    cluster.service(cluster.waw, "large", "large.test");
    cluster.instance(cluster.waw, "large-waw", "large", origin.endpoint());
    Eventually.holds("served", () -> cluster.ams.get("large.test", "/").status() == 200);
  }

  @AfterAll
  static void stop() {
    origin.close();
    cluster.close();
  }

  @Test
  void aGibibyteDownloadStreamsThroughTwoRegions() throws IOException {
    try (Socket socket = connect("GET /download/" + BYTES + " HTTP/1.1")) {
      socket.getOutputStream().write("\r\n".getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String head = head(in);
      assertTrue(head.startsWith("HTTP/1.1 200"), head);
      assertEquals(BYTES, in.transferTo(OutputStream.nullOutputStream()));
    }
    assertSmall();
  }

  @Test
  void aGibibyteUploadStreamsThroughTwoRegions() throws IOException {
    try (Socket socket = connect("POST /upload HTTP/1.1")) {
      OutputStream out = socket.getOutputStream();
      out.write(("Content-Length: " + BYTES + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      byte[] block = new byte[256 * 1024];
      for (long left = BYTES; left > 0; left -= block.length) {
        out.write(block, 0, (int) Math.min(left, block.length));
      }
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(answer.endsWith("\r\n\r\n" + BYTES), answer);
    }
    assertSmall();
  }

  private static Socket connect(String requestLine) throws IOException {
    Socket socket = new Socket(cluster.ams.address, cluster.ams.httpPort());
    socket.setSoTimeout(60_000);
    socket
        .getOutputStream()
        .write(
            (requestLine + "\r\nHost: large.test\r\nConnection: close\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void assertSmall() throws IOException {
    for (NodeProcess node : cluster.all()) {
      String status = Files.readString(Path.of("/proc", Long.toString(node.pid()), "status"));
      long peak = Long.parseLong(status.replaceAll("(?s).*VmHWM:\\s*(\\d+) kB.*", "$1"));
      System.out.println(node.region + " peak resident set " + peak + " KiB");
      assertTrue(peak < RESIDENT_KIB_MAX, node.region + " peaked at " + peak + " KiB");
    }
  }
}
