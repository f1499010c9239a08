package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.RegionPresence;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Members;
import dev.fairlead.proxy.observe.PathStatus;
import dev.fairlead.proxy.route.ExplainRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node of another region whose connections stay open and that says nothing any more. */
@Timeout(60)
final class FrozenNodeTest {
  @TempDir Path data;
  @AutoClose private TestRegion ams;
  @AutoClose private TestRegion frozen;
  @AutoClose private TestRegion sound;
  @AutoClose private Ice ice;

  @BeforeEach
  void start() throws IOException {
    ams = new TestRegion("ams", data);
    frozen = new TestRegion("waw", data);
    sound = TestRegion.another("waw", "waw-2", data);
    ice = new Ice(frozen.proxy.backhaulAddress().port());
  }

  private Address throughIce() {
    return new Address("127.0.0.1", ice.port());
  }

  @Test
  void requestsGoToAnotherNodeUntilItAnswersAgain() throws IOException {
    try (Origin origin = Origin.says("from waw");
        RawClient client = ams.client()) {
      frozen.serve(
          "app", Policy.DEFAULT, List.of(frozen.instance("i1", origin.port(), 0)), List.of());
      sound.serve(
          "app", Policy.DEFAULT, List.of(sound.instance("i2", origin.port(), 0)), List.of());
      know(throughIce(), sound.proxy.backhaulAddress());
      RegionPresence first = new RegionPresence("waw", 1, Pressure.LOW, List.of("waw-1"));
      ams.serve("app", Policy.DEFAULT, List.of(), List.of(first)); // it alone has an instance
      assertEquals("from waw", client.get("app.test", "/").body());
      assertFalse(path().dead());
      assertTrue(path().links() > 0);
      Waits.until(() -> path().roundTrip() != null);

      ice.freeze();
      assertEquals("from waw", client.get("app.test", "/").body()); // sent again to the other
      assertTrue(path().dead());
      assertEquals(1, ams.metric("fairlead_upstream_backhaul_silent"));
      client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\nabc");
      assertEquals("from waw", client.receive().body()); // at once, although it is not safe
      assertTrue(
          ams.proxy
              .explain(
                  new ExplainRequest.Http("GET", "app.test", "/", 80, ""), Duration.ofSeconds(1))
              .steps()
              .contains("node waw-1: silent, nothing is sent there"));

      ice.thaw();
      Waits.until(() -> {
        try {
          return client.get("app.test", "/").code() == 200 && !path().dead();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
  }

  @Test
  void aNodeThatNeverSaysAWordLosesNoRequest() throws IOException {
    ice.freeze();
    try (Origin origin = Origin.says("from waw");
        RawClient client = ams.client()) {
      sound.serve(
          "app", Policy.DEFAULT, List.of(sound.instance("i2", origin.port(), 0)), List.of());
      know(throughIce(), sound.proxy.backhaulAddress());
      RegionPresence first = new RegionPresence("waw", 1, Pressure.LOW, List.of("waw-1"));
      ams.serve("app", Policy.DEFAULT, List.of(), List.of(first));
      client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\nabc");
      assertEquals("from waw", client.receive().body());
      assertEquals(1, origin.requests.size());
      assertTrue(path().dead());
    }
  }

  private PathStatus path() {
    PathStatus known = ams.proxy.path(throughIce());
    return known == null ? new PathStatus(false, null, 0) : known;
  }

  private void know(Address one, Address other) {
    ams.members = Members.of(List.of(ams.member(), frozen.member(one), sound.member(other)));
  }

  /** Passes bytes on, or holds them back. */
  private static final class Ice implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();
    private final int target;
    private boolean frozen;

    Ice(int target) throws IOException {
      this.target = target;
      Thread.ofVirtual().start(this::accept);
    }

    int port() {
      return server.getLocalPort();
    }

    void freeze() {
      synchronized (lock) {
        frozen = true;
      }
    }

    void thaw() {
      synchronized (lock) {
        frozen = false;
        lock.notifyAll();
      }
    }

    private void accept() {
      while (!server.isClosed()) {
        try {
          Socket near = server.accept();
          Socket far = new Socket("127.0.0.1", target);
          sockets.add(near);
          sockets.add(far);
          Thread.ofVirtual().start(() -> pump(near, far));
          Thread.ofVirtual().start(() -> pump(far, near));
        } catch (IOException closed) {
          return;
        }
      }
    }

    private void pump(Socket from, Socket to) {
      byte[] block = new byte[1 << 16];
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n = in.read(block); n > 0; n = in.read(block)) {
          awaitThaw();
          out.write(block, 0, n);
        }
      } catch (IOException | InterruptedException gone) {
        // the other direction tells
      }
    }

    private void awaitThaw() throws InterruptedException {
      synchronized (lock) {
        while (frozen) {
          lock.wait();
        }
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      thaw();
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
