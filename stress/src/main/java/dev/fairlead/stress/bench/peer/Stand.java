package dev.fairlead.stress.bench.peer;

import dev.fairlead.stress.data.DataFolder;
import dev.fairlead.stress.node.Launch;
import dev.fairlead.stress.node.Place;
import dev.fairlead.stress.node.SupervisedNode;
import dev.fairlead.stress.traffic.WebConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Where contenders are measured: a folder, a certificate, the origin, and which core is whose.
 *
 * <p>While it is open this process keeps off the contenders' core. Confined to one thread.
 */
public final class Stand implements AutoCloseable {
  /** The host that leads to the origin, unless a node's data says otherwise. */
  public static final String HOST = "bench.example";

  /** The name of Fairlead among contenders. */
  public static final String FAIRLEAD = "fairlead";

  /** Bytes of the body of {@code /big}. */
  public static final int BIG_BYTES = Origin.BIG;

  private static final String JAVA_OPTIONS = "FAIRLEAD_JAVA_OPTS";
  private static final String ONE_LOOP = "-Dfairlead.loops=1";
  private static final int ANSWER_MILLIS = 5000;

  private final Cores cores;
  private final Path folder;
  private final Certificate certificate;
  private final Origin origin;
  private final Launch launch;
  private final String version;
  private int started;

  private Stand(Cores cores, Path folder, Launch launch, String version) throws IOException {
    this.cores = cores;
    this.folder = folder;
    this.version = version;
    String options = Objects.requireNonNullElse(System.getenv(JAVA_OPTIONS), "");
    this.launch =
        launch
            .with(JAVA_OPTIONS, (ONE_LOOP + " " + options).strip())
            .under(Cores.on(cores.contender()));
    this.certificate = Certificate.make(folder, HOST);
    this.origin = Origin.start(folder, cores.load());
  }

  /**
   * Starts the origin.
   *
   * @param launcher {@code ./fairlead}; builds what is stale before anything is measured
   */
  public static Stand open(Path launcher) throws IOException {
    Launch installed = Launch.installed();
    String version = Program.firstLine(launcher.toString(), "version");
    Cores cores = Cores.here();
    Path folder = Files.createTempDirectory("fairlead"); // short: it holds sockets
    Cores.move(cores.load());
    try {
      return new Stand(cores, folder, installed, version);
    } catch (IOException | RuntimeException e) {
      Cores.move(cores.everywhere());
      DataFolder.delete(folder);
      throw e;
    }
  }

  /** Which core is whose. */
  public Cores cores() {
    return cores;
  }

  /** For files of one load. */
  public Path folder() {
    return folder;
  }

  /** Starts Fairlead on a data folder of its own. */
  public Contender fairlead() throws IOException {
    return fairlead(Home.fresh(HOST));
  }

  /** Starts Fairlead on the data of {@code home}. */
  public Contender fairlead(Home home) throws IOException {
    Place place = Place.in(empty());
    Files.createDirectories(place.data()); // for the control socket, whoever's the data
    Path data = home.data() == null ? place.data() : home.data();
    Map<String, String> words = words(place);
    words.put("NODE", home.node());
    words.put("REGION", home.region());
    words.put("DATA", data.toString());
    words.put("SOCKET", place.socket().toString());
    Path _ = Template.write(place.config().getFileName().toString(), words, place.folder());
    return answering(FairleadNode.start(place, home, origin.endpoint(), launch, version));
  }

  /** Starts the proxy of somebody else. */
  public Contender start(Rival rival) throws IOException {
    Place place = Place.in(empty());
    return answering(rival.start(words(place), place.folder(), cores.contender()));
  }

  private Path empty() throws IOException {
    return Files.createDirectory(folder.resolve("c" + started++));
  }

  private Map<String, String> words(Place place) {
    Map<String, String> words = new HashMap<>();
    words.put("FOLDER", place.folder().toString());
    words.put("HOST", place.host());
    words.put("NAME", HOST);
    words.put("ORIGIN", origin.endpoint());
    words.put("ORIGIN_HOST", origin.address().getAddress().getHostAddress());
    words.put("ORIGIN_PORT", Integer.toString(origin.address().getPort()));
    words.put("CHAIN", certificate.chain().toString());
    words.put("KEY", certificate.key().toString());
    words.put("PEM", certificate.both().toString());
    for (Door door : Door.values()) {
      words.put(door.portWord(), Integer.toString(door.port()));
    }
    return words;
  }

  /** Rows are used a moment after they are acknowledged; what never answers measures nothing. */
  private static Contender answering(Contender contender) throws IOException {
    boolean all =
        SupervisedNode.awaitWithin(
            SupervisedNode.LIMIT, () -> answers(contender.at(Door.WEB), contender.host()));
    if (!all) {
      contender.close();
      throw new IOException(contender.name() + " does not route to the origin");
    }
    return contender;
  }

  private static boolean answers(InetSocketAddress address, String host) {
    try (WebConnection connection = WebConnection.open(address, ANSWER_MILLIS)) {
      return connection.get(host, "/", "Connection: close\r\n").status() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    origin.close();
    Cores.move(cores.everywhere());
    DataFolder.delete(folder);
  }
}
