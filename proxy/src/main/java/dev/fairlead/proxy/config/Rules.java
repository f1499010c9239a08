package dev.fairlead.proxy.config;

import dev.fairlead.gossip.swim.Address;
import dev.fairlead.proxy.config.Settings.Bind;
import dev.fairlead.proxy.config.Settings.Listen;
import dev.fairlead.proxy.config.Settings.Protocol;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

  /** The most certificates. */
  static final int MAX_CERTIFICATES = 10_000;

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
      for (Listen listen : SettingsReader.listeners(values, folder)) {
        if (!names.add(listen.name())) {
          problem(values, Keys.LISTEN_NAME, "another listener has the name " + listen.name());
          break;
        }
        if (listen.bind().port() != 0 && !binds.add(listen.bind())) {
          problem(values, Keys.LISTEN_BIND, "another listener binds " + listen.bind());
          break;
        }
      }
      checkTls(values);
    }
    if (names.size() > MAX_LISTENERS) {
      problems.add(new Problem(0, "listen", "more than " + MAX_LISTENERS + " ports"));
    }
  }

  private void checkTls(Values values) {
    Protocol protocol = values.get(Keys.LISTEN_PROTOCOL);
    if (protocol == Protocol.HTTPS && document.all(TlsKeys.CERTIFICATE_CHAIN).isEmpty()) {
      problem(values, Keys.LISTEN_PROTOCOL, "https needs a [[certificate]]");
    }
    if (protocol == Protocol.HTTPS) {
      checkFile(values, TlsKeys.LISTEN_CLIENT_CA, PemFiles::certificates);
    } else if (values.has(TlsKeys.LISTEN_CLIENT_CA)) {
      problem(values, TlsKeys.LISTEN_CLIENT_CA, "only for protocol = \"https\"");
    }
    if (protocol != Protocol.HTTP && values.get(TlsKeys.LISTEN_REDIRECT_HTTPS) != 0) {
      problem(values, TlsKeys.LISTEN_REDIRECT_HTTPS, "only for protocol = \"http\"");
    }
    if (values.get(TlsKeys.LISTEN_HANDSHAKE_TIMEOUT).isZero()) {
      problem(values, TlsKeys.LISTEN_HANDSHAKE_TIMEOUT, "must be longer than zero");
    }
  }

  private void checkCertificates() {
    List<Values> all = document.all(TlsKeys.CERTIFICATE_CHAIN);
    if (all.size() > MAX_CERTIFICATES) {
      problem(
          all.getLast(),
          TlsKeys.CERTIFICATE_CHAIN,
          "more than " + MAX_CERTIFICATES + " certificates");
      return;
    }
    Map<String, Optional<Path>> authorities = new HashMap<>();
    for (Values values : all) {
      checkFile(values, TlsKeys.CERTIFICATE_CLIENT_CA, PemFiles::certificates);
      if (checkPair(values, TlsKeys.CERTIFICATE_CHAIN, TlsKeys.CERTIFICATE_KEY)) {
        checkFile(
            values,
            TlsKeys.CERTIFICATE_CHAIN,
            chain -> checkNames(values, dnsNames(chain), authorities));
      }
    }
  }

  private static List<String> dnsNames(Path chain) throws BadValue {
    return PemFiles.dnsNames(PemFiles.certificates(chain).getFirst());
  }

  /** One name asks all its clients for the same thing, whichever certificate they get. */
  private void checkNames(
      Values values, List<String> names, Map<String, Optional<Path>> authorities) {
    Optional<Path> own = Optional.ofNullable(values.find(TlsKeys.CERTIFICATE_CLIENT_CA));
    for (String name : names) {
      Optional<Path> other = authorities.putIfAbsent(name.toLowerCase(Locale.ROOT), own);
      if (other != null && !other.equals(own)) {
        problem(
            values,
            TlsKeys.CERTIFICATE_CLIENT_CA,
            "another certificate for " + name + " has another client_ca");
        return;
      }
    }
  }

  /** Reads both files, and checks that they fit when both can be read; whether all is fine. */
  private boolean checkPair(Values values, Key<Path> chain, Key<Path> key) {
    if (!checkFile(values, chain, PemFiles::certificates)
        || !checkFile(values, key, PemFiles::privateKey)) {
      return false;
    }
    Path chainFile = folder.resolve(values.get(chain)).normalize();
    return checkFile(values, key, file -> PemFiles.pair(chainFile, file));
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
