package dev.fairlead.proxy.config;

import dev.fairlead.gossip.GossipSettings;
import dev.fairlead.proxy.config.Settings.Bind;
import dev.fairlead.proxy.config.Settings.Listen;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/**
 * Reads {@code fairlead.toml}: text to keys, keys to values, values to {@link Settings}, rules
 * between them last.
 *
 * <p>Reads files, creates none. Thread-safe.
 */
public final class SettingsReader {
  private final Function<String, @Nullable String> environment;

  /** A reader that expands variables of this process's environment. */
  public SettingsReader() {
    this(System::getenv);
  }

  /** A reader that expands variables by {@code environment}, which gives null for unset ones. */
  public SettingsReader(Function<String, @Nullable String> environment) {
    this.environment = environment;
  }

  /**
   * Reads {@code file}.
   *
   * @throws ConfigException naming everything that is wrong, file, line and key
   */
  public Settings read(Path file) throws ConfigException {
    return readCopy(file, file);
  }

  /**
   * Reads {@code copy}, in which relative paths mean what they mean in {@code original}.
   *
   * @throws ConfigException naming everything that is wrong, file, line and key
   */
  public Settings readCopy(Path copy, Path original) throws ConfigException {
    return read(copy, original, folder(original));
  }

  private Settings read(Path file, Path original, Path folder) throws ConfigException {
    List<Problem> problems = new ArrayList<>();
    TomlParseResult toml = parse(file, problems);
    refuse(file, problems);
    Document document = new DocumentReader(environment, problems).read(toml);
    refuse(file, problems);
    new Rules(document, folder, problems).check();
    refuse(file, problems);
    return assemble(document, folder, problems, new Named(file, original));
  }

  /**
   * What a file is called.
   *
   * @param read that was read
   * @param original that the user wrote
   */
  private record Named(Path read, Path original) {}

  private static Path folder(Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    return folder == null ? Path.of("/") : folder;
  }

  private static void refuse(Path file, List<Problem> problems) throws ConfigException {
    if (!problems.isEmpty()) {
      problems.sort(Comparator.comparingInt(Problem::line));
      throw new ConfigException(file.toString(), problems);
    }
  }

  private static TomlParseResult parse(Path file, List<Problem> problems) throws ConfigException {
    try {
      TomlParseResult toml = Toml.parse(Files.readString(file, StandardCharsets.UTF_8));
      toml.errors()
          .forEach(error ->
              problems.add(
                  new Problem(error.position().line(), "", String.valueOf(error.getMessage()))));
      return toml;
    } catch (NoSuchFileException e) {
      throw unreadable(file, "no such file");
    } catch (AccessDeniedException e) {
      throw unreadable(file, "not readable");
    } catch (CharacterCodingException e) {
      throw unreadable(file, "not UTF-8 text");
    } catch (IOException e) {
      throw unreadable(file, "cannot be read: " + e.getMessage());
    }
  }

  private static ConfigException unreadable(Path file, String message) {
    return new ConfigException(file.toString(), List.of(new Problem(0, "", message)));
  }

  private Settings assemble(Document from, Path folder, List<Problem> problems, Named file)
      throws ConfigException {
    Path data = folder.resolve(from.get(Keys.NODE_DATA)).normalize();
    Settings settings =
        new Settings(
            node(from, problems, data),
            new Settings.Control(
                data.resolve(from.get(Keys.CONTROL_SOCKET)).normalize(),
                from.get(Keys.CONTROL_DEBUG)),
            new Settings.Admin(from.get(Keys.ADMIN_BIND), token(from, folder)),
            cluster(from.of(Keys.CLUSTER_NAME), folder),
            gossip(from.of(Keys.GOSSIP_BIND)),
            new Settings.Backhaul(
                from.get(Keys.BACKHAUL_BIND),
                from.of(Keys.BACKHAUL_ADVERTISE).find(Keys.BACKHAUL_ADVERTISE)),
            new Settings.Catalog(
                from.get(Keys.CATALOG_MAX_BYTES),
                from.get(Keys.CATALOG_IDLE),
                from.get(Keys.CATALOG_LOAD_WAIT),
                from.of(Keys.CATALOG_DISTANCE).all(Keys.CATALOG_DISTANCE)),
            from.all(Keys.LISTEN_BIND).stream()
                .flatMap(v -> listeners(v, folder).stream())
                .toList(),
            from.all(TlsKeys.CERTIFICATE_CHAIN).stream().map(v -> certificate(v, folder)).toList(),
            new Settings.Watchdog(
                from.get(Keys.WATCHDOG_INTERVAL),
                from.get(Keys.WATCHDOG_DEADLINE),
                from.get(Keys.WATCHDOG_SPARE)),
            log(from.of(Keys.LOG_LEVEL), data),
            new Settings.Compat(from.get(Keys.COMPAT_FLY)),
            new SourceFile(file.original().toAbsolutePath().normalize(), from));
    refuse(file.read(), problems);
    return settings;
  }

  private static Settings.Node node(Document from, List<Problem> problems, Path data) {
    Integer most = from.of(Keys.NODE_MAX_CONNECTIONS).find(Keys.NODE_MAX_CONNECTIONS);
    return new Settings.Node(
        nodeName(from, problems), from.get(Keys.NODE_REGION), data, most == null ? 0 : most);
  }

  private static String nodeName(Document from, List<Problem> problems) {
    String name = from.of(Keys.NODE_NAME).find(Keys.NODE_NAME);
    if (name != null) {
      return name;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      problems.add(
          new Problem(from.line(Keys.NODE_NAME), Keys.NODE_NAME.path(), "this host has no name"));
      return "";
    }
  }

  private static String token(Document from, Path folder) {
    Values admin = from.of(Keys.ADMIN_TOKEN);
    Path file = admin.find(Keys.ADMIN_TOKEN_FILE);
    String token = admin.find(Keys.ADMIN_TOKEN);
    if (file == null) {
      return token == null ? "" : token;
    }
    try {
      byte[] bytes = PemFiles.bytes(folder.resolve(file).normalize());
      return new String(bytes, StandardCharsets.UTF_8).strip();
    } catch (BadValue e) {
      throw new IllegalStateException("the token file vanished while it was read", e);
    }
  }

  private static Settings.Cluster cluster(Values from, Path folder) {
    Path keyFile = from.find(Keys.CLUSTER_KEY_FILE);
    Path ca = from.find(Keys.CLUSTER_CA);
    GossipSettings.Tls tls =
        ca == null
            ? null
            : new GossipSettings.Tls(
                folder.resolve(ca).normalize(),
                folder.resolve(from.get(Keys.CLUSTER_CERT)).normalize(),
                folder.resolve(from.get(Keys.CLUSTER_KEY)).normalize());
    return new Settings.Cluster(
        from.get(Keys.CLUSTER_NAME),
        keyFile == null ? null : folder.resolve(keyFile).normalize(),
        tls);
  }

  private static Settings.Gossip gossip(Values from) {
    return new Settings.Gossip(
        from.get(Keys.GOSSIP_BIND),
        from.find(Keys.GOSSIP_ADVERTISE),
        from.get(Keys.GOSSIP_JOIN),
        from.get(Keys.GOSSIP_PROFILE));
  }

  /** One listener per port; the names of a range carry the port. */
  static List<Listen> listeners(Values from, Path folder) {
    List<Bind> binds = from.get(Keys.LISTEN_BIND);
    String name = from.find(Keys.LISTEN_NAME);
    return binds.stream()
        .map(bind ->
            new Listen(
                name == null
                    ? bind.toString()
                    : binds.size() == 1 ? name : name + ":" + bind.port(),
                bind,
                from.get(Keys.LISTEN_PROTOCOL),
                from.get(TlsKeys.LISTEN_HANDSHAKE_TIMEOUT),
                file(from, TlsKeys.LISTEN_CLIENT_CA, folder),
                from.get(TlsKeys.LISTEN_REDIRECT_HTTPS),
                new ConnectionLimits(
                    from.get(AdmissionKeys.LISTEN_MAX_CONNECTIONS),
                    from.get(AdmissionKeys.LISTEN_MAX_PER_SOURCE)),
                from.find(AdmissionKeys.LISTEN_PROXY_PROTOCOL)))
        .toList();
  }

  private static @Nullable Path file(Values from, Key<Path> key, Path folder) {
    Path file = from.find(key);
    return file == null ? null : folder.resolve(file).normalize();
  }

  private static Settings.Certificate certificate(Values from, Path folder) {
    return new Settings.Certificate(
        folder.resolve(from.get(TlsKeys.CERTIFICATE_CHAIN)).normalize(),
        folder.resolve(from.get(TlsKeys.CERTIFICATE_KEY)).normalize(),
        file(from, TlsKeys.CERTIFICATE_CLIENT_CA, folder));
  }

  private static Settings.Log log(Values from, Path data) {
    String access = from.find(Keys.LOG_ACCESS);
    return new Settings.Log(
        ValueType.lower(from.get(Keys.LOG_LEVEL)),
        from.get(Keys.LOG_FORMAT) == Keys.LogFormat.JSON,
        access == null ? "" : access.equals("stdout") ? access : data.resolve(access).toString());
  }
}
