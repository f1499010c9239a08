package dev.fairlead.proxy.config;

import dev.fairlead.gossip.swim.Address;
import dev.fairlead.proxy.config.Settings.Bind;
import dev.fairlead.proxy.config.Settings.Listen;
import dev.fairlead.proxy.config.Settings.Protocol;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules between keys, and those that need to look at files.
 *
 * <p>Used once, by one thread.
 */
final class Rules {
  /** The longest path a Unix socket may have on Linux, in bytes. */
  static final int MAX_SOCKET_PATH_BYTES = 107;

  /** The most listeners, ranges counted by their ports. */
  static final int MAX_LISTENERS = 4096;

  private static final List<Key<Path>> CLUSTER_FILES =
      List.of(Keys.CLUSTER_KEY_FILE, Keys.CLUSTER_CA, Keys.CLUSTER_CERT, Keys.CLUSTER_KEY);
  private static final List<Key<Path>> TLS_FILES =
      List.of(Keys.CLUSTER_CA, Keys.CLUSTER_CERT, Keys.CLUSTER_KEY);

  private final Document document;
  private final Path folder;
  private final List<Problem> problems;

  Rules(Document document, Path folder, List<Problem> problems) {
    this.document = document;
    this.folder = folder;
    this.problems = problems;
  }

  void check() {
    checkData();
    checkAdmin();
    checkCluster();
    checkReachable(Keys.GOSSIP_BIND, Keys.GOSSIP_ADVERTISE);
    checkReachable(Keys.BACKHAUL_BIND, Keys.BACKHAUL_ADVERTISE);
    checkListeners();
    checkCertificates();
    if (document.get(Keys.WATCHDOG_DEADLINE).compareTo(document.get(Keys.WATCHDOG_INTERVAL)) <= 0) {
      problem(Keys.WATCHDOG_DEADLINE, "must be longer than watchdog.interval");
    }
    if (document.get(Keys.WATCHDOG_INTERVAL).isZero()) {
      problem(Keys.WATCHDOG_INTERVAL, "must be longer than zero");
    }
  }

  private void checkData() {
    Path data = folder.resolve(document.get(Keys.NODE_DATA)).normalize();
    if (Files.exists(data) && !Files.isDirectory(data)) {
      problem(Keys.NODE_DATA, "not a folder: " + data);
    }
    Path socket = data.resolve(document.get(Keys.CONTROL_SOCKET)).normalize();
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length > MAX_SOCKET_PATH_BYTES) {
      problem(
          Keys.CONTROL_SOCKET,
          "longer than the %d bytes a socket path may have: %s"
              .formatted(MAX_SOCKET_PATH_BYTES, socket));
    }
  }

  private void checkAdmin() {
    Values admin = document.of(Keys.ADMIN_BIND);
    Path file = admin.find(Keys.ADMIN_TOKEN_FILE);
    if (file != null && admin.has(Keys.ADMIN_TOKEN)) {
      problem(Keys.ADMIN_TOKEN_FILE, "admin.token is set as well; keep one of them");
    } else if (file != null) {
      checkTokenFile(folder.resolve(file).normalize());
    } else if (!admin.has(Keys.ADMIN_TOKEN) && !admin.get(Keys.ADMIN_BIND).loopback()) {
      problem(Keys.ADMIN_BIND, "beyond loopback it needs admin.token or admin.token_file");
    }
  }

  private void checkTokenFile(Path file) {
    try {
      if (new String(PemFiles.bytes(file), StandardCharsets.UTF_8).isBlank()) {
        problem(Keys.ADMIN_TOKEN_FILE, "empty: " + file);
      }
    } catch (BadValue e) {
      problem(Keys.ADMIN_TOKEN_FILE, String.valueOf(e.getMessage()));
    }
  }

  private void checkCluster() {
    Values cluster = document.of(Keys.CLUSTER_NAME);
    List<String> missing =
        CLUSTER_FILES.stream().filter(key -> !cluster.has(key)).map(Key::path).toList();
    for (Key<Bind> bind : List.of(Keys.GOSSIP_BIND, Keys.BACKHAUL_BIND)) {
      if (!document.get(bind).loopback() && !missing.isEmpty()) {
        problem(bind, "beyond loopback it needs " + String.join(", ", missing));
        return;
      }
    }
    long tls = TLS_FILES.stream().filter(cluster::has).count();
    if (tls != 0 && tls != TLS_FILES.size()) {
      problem(
          TLS_FILES.stream().filter(cluster::has).findFirst().orElseThrow(),
          "cluster.ca, cluster.cert and cluster.key are needed together");
      return;
    }
    checkFile(cluster, Keys.CLUSTER_KEY_FILE, PemFiles::bytes);
    checkFile(cluster, Keys.CLUSTER_CA, PemFiles::certificates);
    checkPair(cluster, Keys.CLUSTER_CERT, Keys.CLUSTER_KEY);
  }

  private void checkReachable(Key<Bind> bind, Key<Address> advertise) {
    String host = document.get(bind).host();
    boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
    if (everywhere && !document.of(advertise).has(advertise)) {
      problem(bind, "a wildcard address needs " + advertise.path() + ", where others reach it");
    }
  }

  private void checkListeners() {
    Set<String> names = new HashSet<>();
    Set<Bind> binds = new HashSet<>();
    for (Values values : document.all(Keys.LISTEN_BIND)) {
      for (Listen listen : SettingsReader.listeners(values)) {
        if (!names.add(listen.name())) {
          problem(values, Keys.LISTEN_NAME, "another listener has the name " + listen.name());
          break;
        }
        if (listen.bind().port() != 0 && !binds.add(listen.bind())) {
          problem(values, Keys.LISTEN_BIND, "another listener binds " + listen.bind());
          break;
        }
      }
      if (values.get(Keys.LISTEN_PROTOCOL) == Protocol.HTTPS
          && document.all(Keys.CERTIFICATE_CHAIN).isEmpty()) {
        problem(values, Keys.LISTEN_PROTOCOL, "https needs a [[certificate]]");
      }
    }
    if (names.size() > MAX_LISTENERS) {
      problems.add(new Problem(0, "listen", "more than " + MAX_LISTENERS + " ports"));
    }
  }

  private void checkCertificates() {
    for (Values values : document.all(Keys.CERTIFICATE_CHAIN)) {
      checkPair(values, Keys.CERTIFICATE_CHAIN, Keys.CERTIFICATE_KEY);
    }
  }

  /** Reads both files, and checks that they fit when both can be read. */
  private void checkPair(Values values, Key<Path> chain, Key<Path> key) {
    if (checkFile(values, chain, PemFiles::certificates)
        && checkFile(values, key, PemFiles::privateKey)) {
      Path chainFile = folder.resolve(values.get(chain)).normalize();
      checkFile(values, key, file -> PemFiles.pair(chainFile, file));
    }
  }

  /** Checks a file if the key is set; whether it is set and fine. */
  private boolean checkFile(Values values, Key<Path> key, FileCheck check) {
    @Nullable Path file = values.find(key);
    if (file == null) {
      return false;
    }
    try {
      check.check(folder.resolve(file).normalize());
      return true;
    } catch (BadValue e) {
      problem(values, key, String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** Reads a file to see whether it can be used. */
  private interface FileCheck {
    void check(Path file) throws BadValue;
  }

  private void problem(Key<?> key, String message) {
    problem(document.of(key), key, message);
  }

  private void problem(Values values, Key<?> key, String message) {
    problems.add(new Problem(values.line(key), key.path(), message));
  }
}
