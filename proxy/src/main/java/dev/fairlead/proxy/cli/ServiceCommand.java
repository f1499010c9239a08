package dev.fairlead.proxy.cli;

import dev.fairlead.catalog.model.PolicyParser;
import dev.fairlead.proxy.config.ConfigException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Edits the replicated table {@code service}. */
@Command(
    name = "service",
    description = "Lists, sets and removes rows of the replicated table 'service'.",
    synopsisSubcommandLabel = "ls|set|rm")
final class ServiceCommand {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before a method is called
  private CommandSpec spec;

  @Command(name = "ls", description = "Lists them.")
  int list(
      @Mixin ApiOptions api,
      @Parameters(arity = "0..1", paramLabel = "ID", description = "Only this one.")
          @Nullable String filter,
      @Option(names = "--json", description = "Prints a JSON array.") boolean json)
      throws ConfigException {
    return editor(api).list(json, "id", filter);
  }

  @Command(name = "set", description = "Inserts a row, or updates just the given columns of it.")
  int set(@Mixin ApiOptions api, @Parameters(paramLabel = "ID") String id, @Mixin Columns columns)
      throws ConfigException {
    columns.remarks().forEach(remark -> spec.commandLine().getErr().println("fairlead: " + remark));
    return editor(api).set(id, columns.given());
  }

  @Command(name = "rm", description = "Removes a row.")
  int remove(@Mixin ApiOptions api, @Parameters(paramLabel = "ID") String id)
      throws ConfigException {
    return editor(api).remove(id);
  }

  private TableEditor editor(ApiOptions api) throws ConfigException {
    return new TableEditor("service", api.open(), spec.commandLine().getOut());
  }

  /** The columns that can be given; null leaves one as it is. Filled by picocli. */
  static final class Columns {
    @Option(
        names = "--protocol",
        converter = ColumnValues.Protocol.class,
        description = "http, tcp, tls or udp.")
    private @Nullable String protocol;

    @Option(
        names = "--policy",
        paramLabel = "JSON",
        converter = ColumnValues.JsonObject.class,
        description = "How it wants to be served.")
    private @Nullable String policy;

    /** What of the policy will not be applied. */
    List<String> remarks() {
      List<String> remarks = new ArrayList<>();
      if (policy != null) {
        var _ = PolicyParser.parse(policy, remarks);
      }
      return remarks;
    }

    Map<String, @Nullable Object> given() {
      Map<String, @Nullable Object> given = new LinkedHashMap<>();
      given.put("protocol", protocol);
      given.put("policy", policy);
      return given;
    }
  }
}
