package dev.fairlead.proxy.config;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the reference of {@code fairlead.toml} from the definitions that read it. */
public final class Reference {
  private static final String HEAD =
      """
      # Configuration

      One file in TOML, usually `fairlead.toml`. Only `node.region` is required. Unknown keys are errors, and so are
      values whose feature does not exist yet. `${NAME}` in a text value is replaced by that environment variable.
      Addresses are literal IP addresses. `fairlead config check -c FILE` says what is wrong with a file.
      [`reload`](control.md#reload---binary) applies a change of a key marked *Live*, without a restart, and names those that need one.

      This page is printed by `fairlead config reference`.
      """;

  private Reference() {}

  /** The whole page, in Markdown, ending with a newline. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(HEAD);
    for (Section section : Sections.ALL) {
      page.append("\n## ").append(section.header()).append("\n\n");
      page.append(section.effect()).append("\n\n");
      page.append("| key | type | default | effect |\n|---|---|---|---|\n");
      section.keys().forEach(key -> page.append(row(key)));
    }
    return page.toString();
  }

  private static String row(Key<?> key) {
    String refused =
        key.refusals().stream()
            .map(refusal -> " Not available yet: " + refusal.reason() + ".")
            .distinct()
            .collect(Collectors.joining());
    String live = key.reload().live() ? " *Live.*" : "";
    return "| `%s` | %s | %s | %s%s%s |\n"
        .formatted(key.name(), type(key.type()), byDefault(key), key.effect(), refused, live);
  }

  private static String type(ValueType<?> type) {
    return type.unit().isEmpty() ? type.name() : type.name() + ": " + type.unit();
  }

  private static String byDefault(Key<?> key) {
    @Nullable Object value = key.byDefault();
    if (value == null) {
      return key.isRequired() ? "required" : key.absent();
    }
    return switch (value) {
      case String text -> "`\"" + text + "\"`";
      case List<?> list -> "`" + list + "`";
      default -> "`" + value + "`";
    };
  }
}
