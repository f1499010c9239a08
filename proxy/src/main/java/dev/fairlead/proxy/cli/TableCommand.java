package dev.fairlead.proxy.cli;

import dev.fairlead.proxy.config.ConfigException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Edits one replicated table. What its rows are found by and which columns can be given is told by
 * the table's own command; an option is called like its column.
 */
@Command(synopsisSubcommandLabel = "ls|set|rm", modelTransformer = TableCommand.Completion.class)
abstract class TableCommand {
  private final String table;
  private final String filtered;
  private final ArgSpec filter;
  private final List<OptionSpec> columns;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before a method is called
  private CommandSpec spec;

  /**
   * Describes the table.
   *
   * @param filtered the column by which {@code ls} selects
   * @param filter takes its value
   * @param columns those of {@code set}, without {@code id}
   */
  TableCommand(String table, String filtered, ArgSpec filter, List<OptionSpec> columns) {
    this.table = table;
    this.filtered = filtered;
    this.filter = filter;
    this.columns = columns;
  }

  @Command(name = "ls", description = "Lists them.")
  final int list(
      @Mixin ApiOptions api,
      @Option(names = "--json", description = "Prints a JSON array.") boolean json)
      throws ConfigException {
    return editor(api).list(json, filtered, filter.getValue());
  }

  @Command(name = "set", description = "Inserts a row, or updates just the given columns of it.")
  final int set(@Mixin ApiOptions api, @Parameters(paramLabel = "ID") String id)
      throws ConfigException {
    Map<String, Object> given = given();
    remarks(given).forEach(remark -> spec.commandLine().getErr().println("fairlead: " + remark));
    return editor(api).set(id, given);
  }

  @Command(name = "rm", description = "Removes a row.")
  final int remove(@Mixin ApiOptions api, @Parameters(paramLabel = "ID") String id)
      throws ConfigException {
    return editor(api).remove(id);
  }

  /** What of the given columns will not be applied. */
  List<String> remarks(Map<String, Object> given) {
    return List.of();
  }

  /** The columns that were given, by name; the others are left as they are. */
  private Map<String, Object> given() {
    Map<String, Object> given = new LinkedHashMap<>();
    for (OptionSpec column : columns) {
      @Nullable Object value = column.getValue();
      if (value != null) {
        given.put(column.longestName().substring("--".length()), value);
      }
    }
    return given;
  }

  private TableEditor editor(ApiOptions api) throws ConfigException {
    return new TableEditor(table, api.open(), spec.commandLine().getOut());
  }

  /** The option of a column of text that takes anything. */
  static OptionSpec.Builder column(String name, String description) {
    return OptionSpec.builder("--" + name)
        .paramLabel("<" + name + ">")
        .type(String.class)
        .description(description);
  }

  /** The option of a column of which {@code values} says what it takes. */
  static OptionSpec.Builder column(String name, ITypeConverter<?> values, String description) {
    return column(name, description).converters(values);
  }

  /** A column that is a count. */
  static OptionSpec count(String name, String description) {
    return column(name, new ColumnValues.Natural(), description)
        .type(Integer.class)
        .paramLabel("N")
        .build();
  }

  /** {@code ls --service}. */
  static OptionSpec serviceFilter() {
    return column("service", "Only those of this service.").paramLabel("<filter>").build();
  }

  /** Adds to {@code ls} and {@code set} what differs from table to table. */
  static final class Completion implements IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec spec) {
      TableCommand command = (TableCommand) spec.userObject();
      method(spec, "ls").add(command.filter);
      command.columns.forEach(method(spec, "set")::addOption);
      return spec;
    }

    private static CommandSpec method(CommandSpec spec, String name) {
      return Objects.requireNonNull(spec.subcommands().get(name), name).getCommandSpec();
    }
  }
}
