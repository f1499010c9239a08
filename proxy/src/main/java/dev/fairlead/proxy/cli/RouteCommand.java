package dev.fairlead.proxy.cli;

import java.util.List;
import picocli.CommandLine.Command;

/** Edits the replicated table {@code route}. */
@Command(
    name = "route",
    description = "Lists, sets and removes rows of the replicated table 'route'.")
final class RouteCommand extends TableCommand {
  RouteCommand() {
    super(
        "route",
        "service",
        serviceFilter(),
        List.of(
            column("service", "Where it leads.").build(),
            column("host", new ColumnValues.Host(), "Exact, *.example.com, or empty for any.")
                .build(),
            column("path", new ColumnValues.Prefix(), "Prefix; the longest wins.").build(),
            column("port", new ColumnValues.Port(), "Listener port; 0 for any.")
                .type(Integer.class)
                .build(),
            column("options", new ColumnValues.Options(), "Redirect, networks, rate and so on.")
                .paramLabel("JSON")
                .build()));
  }
}
