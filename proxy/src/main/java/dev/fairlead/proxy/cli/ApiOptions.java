package dev.fairlead.proxy.cli;

import dev.fairlead.proxy.config.ConfigException;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.config.SettingsReader;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that say which node's HTTP API a command uses. Filled by picocli. */
final class ApiOptions {
  @ArgGroup(multiplicity = "1")
  @SuppressWarnings("NullAway.Init") // set by picocli before a command runs
  private Where where;

  @Option(names = "--token", paramLabel = "TOKEN", description = "Bearer token, if it wants one.")
  private @Nullable String token;

  /** Exactly one of them. */
  static final class Where {
    @Option(
        names = "--api",
        paramLabel = "URL",
        description = "A node's HTTP API, http://127.0.0.1:7400.")
    @Nullable String api;

    @Option(
        names = {"-c", "--config"},
        paramLabel = "FILE",
        description = "A node's configuration, which says where its API is.")
    @Nullable Path config;
  }

  /** A client of that API. */
  Api open() throws ConfigException {
    if (where.api != null) {
      return new Api(where.api, token == null ? "" : token);
    }
    Path config = Objects.requireNonNull(where.config, "picocli gives one of the two");
    Settings.Admin admin = new SettingsReader().read(config).admin();
    if (admin.bind().port() == 0) {
      throw CommandFailed.usage("admin.bind takes a free port; give --api URL instead");
    }
    return new Api("http://" + reachable(admin.bind()), token == null ? admin.token() : token);
  }

  private static Settings.Bind reachable(Settings.Bind bind) {
    return switch (bind.host()) {
      case "0.0.0.0" -> new Settings.Bind("127.0.0.1", bind.port());
      case "::" -> new Settings.Bind("::1", bind.port());
      default -> bind;
    };
  }
}
