package dev.fairlead.proxy.cli;

import dev.fairlead.proxy.config.ConfigException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Edits the replicated table {@code route}. */
@Command(
    name = "route",
    description = "Lists, sets and removes rows of the replicated table 'route'.",
    synopsisSubcommandLabel = "ls|set|rm")
final class RouteCommand {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before a method is called
  private CommandSpec spec;

  @Command(name = "ls", description = "Lists them.")
  int list(
      @Mixin ApiOptions api,
      @Option(names = "--service", description = "Only those of this service.")
          @Nullable String filter,
      @Option(names = "--json", description = "Prints a JSON array.") boolean json)
      throws ConfigException {
    return editor(api).list(json, "service", filter);
  }

  @Command(name = "set", description = "Inserts a row, or updates just the given columns of it.")
  int set(@Mixin ApiOptions api, @Parameters(paramLabel = "ID") String id, @Mixin Columns columns)
      throws ConfigException {
    return editor(api).set(id, columns.given());
  }

  @Command(name = "rm", description = "Removes a row.")
  int remove(@Mixin ApiOptions api, @Parameters(paramLabel = "ID") String id)
      throws ConfigException {
    return editor(api).remove(id);
  }

  private TableEditor editor(ApiOptions api) throws ConfigException {
    return new TableEditor("route", api.open(), spec.commandLine().getOut());
  }

  /** The columns that can be given; null leaves one as it is. Filled by picocli. */
  static final class Columns {
    @Option(names = "--service", description = "Where it leads.")
    private @Nullable String service;

    @Option(
        names = "--host",
        converter = ColumnValues.Host.class,
        description = "Exact, *.example.com, or empty for any.")
    private @Nullable String host;

    @Option(
        names = "--path",
        converter = ColumnValues.Prefix.class,
        description = "Prefix; the longest wins.")
    private @Nullable String path;

    @Option(
        names = "--port",
        converter = ColumnValues.Port.class,
        description = "Listener port; 0 for any.")
    private @Nullable Integer port;

    @Option(
        names = "--options",
        paramLabel = "JSON",
        converter = ColumnValues.JsonObject.class,
        description = "Further options.")
    private @Nullable String options;

    Map<String, @Nullable Object> given() {
      Map<String, @Nullable Object> given = new LinkedHashMap<>();
      given.put("service", service);
      given.put("host", host);
      given.put("path", path);
      given.put("port", port);
      given.put("options", options);
      return given;
    }
  }
}
