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

/** Edits the replicated table {@code instance}. */
@Command(
    name = "instance",
    description = "Lists, sets and removes rows of the replicated table 'instance'.",
    synopsisSubcommandLabel = "ls|set|rm")
final class InstanceCommand {
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
    return new TableEditor("instance", api.open(), spec.commandLine().getOut());
  }

  /** The columns that can be given; null leaves one as it is. Filled by picocli. */
  static final class Columns {
    @Option(names = "--service", description = "What it serves.")
    private @Nullable String service;

    @Option(
        names = "--endpoint",
        paramLabel = "IP:PORT",
        converter = ColumnValues.Endpoint.class,
        description = "Where it listens.")
    private @Nullable String endpoint;

    @Option(names = "--node", description = "The node that owns it; the API's own by default.")
    private @Nullable String node;

    @Option(
        names = "--state",
        converter = ColumnValues.State.class,
        description = "up, drain or down.")
    private @Nullable String state;

    @Option(
        names = "--weight",
        paramLabel = "N",
        converter = ColumnValues.Natural.class,
        description = "Relative share; 0 for none.")
    private @Nullable Integer weight;

    @Option(
        names = "--soft",
        paramLabel = "N",
        converter = ColumnValues.Natural.class,
        description = "In flight from which it counts as busy; 0 for none.")
    private @Nullable Integer soft;

    @Option(
        names = "--hard",
        paramLabel = "N",
        converter = ColumnValues.Natural.class,
        description = "In flight it must never exceed; 0 for none.")
    private @Nullable Integer hard;

    Map<String, @Nullable Object> given() {
      Map<String, @Nullable Object> given = new LinkedHashMap<>();
      given.put("service", service);
      given.put("endpoint", endpoint);
      given.put("node", node);
      given.put("state", state);
      given.put("weight", weight);
      given.put("soft", soft);
      given.put("hard", hard);
      return given;
    }
  }
}
