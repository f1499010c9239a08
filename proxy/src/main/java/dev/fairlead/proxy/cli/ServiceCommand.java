package dev.fairlead.proxy.cli;

import dev.fairlead.catalog.model.PolicyParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Edits the replicated table {@code service}. */
@Command(
    name = "service",
    description = "Lists, sets and removes rows of the replicated table 'service'.")
final class ServiceCommand extends TableCommand {
  ServiceCommand() {
    super(
        "service",
        "id",
        PositionalParamSpec.builder()
            .index("0")
            .arity("0..1")
            .paramLabel("ID")
            .type(String.class)
            .description("Only this one.")
            .build(),
        List.of(
            column("protocol", new ColumnValues.Protocol(), "http, tcp, tls or udp.").build(),
            column("policy", new ColumnValues.JsonObject(), "How it wants to be served.")
                .paramLabel("JSON")
                .build()));
  }

  @Override
  List<String> remarks(Map<String, Object> given) {
    List<String> remarks = new ArrayList<>();
    if (given.get("policy") instanceof String policy) {
      var _ = PolicyParser.parse(policy, remarks);
    }
    return remarks;
  }
}
