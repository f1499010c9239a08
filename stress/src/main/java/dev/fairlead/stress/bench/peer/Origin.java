package dev.fairlead.stress.bench.peer;

import dev.fairlead.stress.node.Place;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** What is behind every contender: an nginx that answers 64 bytes, and 1 MiB at {@code /big}. */
final class Origin implements AutoCloseable {
  /** Bytes of {@code /big}. */
  static final int BIG = 1 << 20;

  private final PinnedProcess process;
  private final InetSocketAddress address;

  private Origin(PinnedProcess process, InetSocketAddress address) {
    this.process = process;
    this.address = address;
  }

  /** Starts it. */
  static Origin start(Path folder, String cores) throws IOException {
    InetSocketAddress address = Place.in(folder).web();
    byte[] big = new byte[BIG];
    new SplittableRandom(BIG).nextBytes(big); // what cannot be compressed
    Files.write(folder.resolve("big"), big);
    Map<String, String> words = Map.of("FOLDER", folder.toString(), "ORIGIN", text(address));
    Path config = Template.write("origin.conf", words, folder);
    String nginx = Tool.NGINX.path().orElseThrow().toString();
    PinnedProcess process =
        PinnedProcess.start(
            cores,
            folder.resolve("origin.log"),
            List.of(nginx, "-e", "stderr", "-p", folder.toString(), "-c", config.toString()));
    Origin origin = new Origin(process, address);
    try {
      process.awaitListening(address);
      return origin;
    } catch (IOException e) {
      origin.close();
      throw e;
    }
  }

  InetSocketAddress address() {
    return address;
  }

  /** {@code ip:port}. */
  String endpoint() {
    return text(address);
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  @Override
  public void close() {
    process.close();
  }
}
