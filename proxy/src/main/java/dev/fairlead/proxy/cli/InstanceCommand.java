package dev.fairlead.proxy.cli;

import java.util.List;
import picocli.CommandLine.Command;

/** Edits the replicated table {@code instance}. */
@Command(
    name = "instance",
    description = "Lists, sets and removes rows of the replicated table 'instance'.")
final class InstanceCommand extends TableCommand {
  InstanceCommand() {
    super(
        "instance",
        "service",
        serviceFilter(),
        List.of(
            column("service", "What it serves.").build(),
            column("endpoint", new ColumnValues.Endpoint(), "Where it listens.")
                .paramLabel("IP:PORT")
                .build(),
            column("node", "The node that owns it; the API's own by default.").build(),
            column("state", new ColumnValues.State(), "up, drain or down.").build(),
            count("weight", "Relative share; 0 for none."),
            count("soft", "In flight from which it counts as busy; 0 for none."),
            count("hard", "In flight it must never exceed; 0 for none.")));
  }
}
