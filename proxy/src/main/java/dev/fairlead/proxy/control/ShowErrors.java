package dev.fairlead.proxy.control;

import dev.fairlead.proxy.observe.BadMessage;
import dev.fairlead.proxy.observe.BadMessages;
import dev.fairlead.proxy.wire.Excerpt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code show errors}: the last messages that could not be read, and the bytes that were at it. */
final class ShowErrors {
  private final DataPlane plane;

  ShowErrors(DataPlane plane) {
    this.plane = plane;
  }

  Command command() {
    return Command.plain(
        "show errors", "the last malformed requests and responses, with the bad byte", this::show);
  }

  private Answer show() {
    BadMessages all = plane.badMessages();
    List<BadMessage> last = all.last();
    List<Map<String, @Nullable Object>> errors = last.stream().map(ShowErrors::facts).toList();
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("total", all.total());
    facts.put("kept", BadMessages.KEPT);
    facts.put("errors", errors);
    List<String> lines = new ArrayList<>();
    lines.add("%d since the start, the last %d:".formatted(all.total(), last.size()));
    for (BadMessage each : last) {
      lines.addAll(lines(each));
    }
    return new Answer.Line(last.isEmpty() ? "none" : String.join("\n", lines), facts);
  }

  private static Map<String, @Nullable Object> facts(BadMessage each) {
    BadMessage.Problem problem = each.problem();
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("time", Instant.ofEpochMilli(each.epochMillis()).toString());
    facts.put("side", each.source().side());
    facts.put("client", each.source().client());
    facts.put("listener", each.source().listener());
    facts.put("service", orNull(each.source().service()));
    facts.put("instance", orNull(each.source().instance()));
    facts.put("code", problem.code());
    facts.put("words", problem.words());
    facts.put("offset", problem.offset() < 0 ? null : problem.offset());
    facts.put("excerpt_begin", each.excerpt().begin());
    facts.put("excerpt", Escaped.text(each.excerpt().octets()));
    return facts;
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static List<String> lines(BadMessage each) {
    BadMessage.Source source = each.source();
    BadMessage.Problem problem = each.problem();
    List<String> lines = new ArrayList<>();
    String by =
        source.instance().isEmpty()
            ? ""
            : ", by instance " + source.instance() + " of service " + source.service();
    lines.add(
        "[%s] %s of client %s on listener %s%s"
            .formatted(
                Instant.ofEpochMilli(each.epochMillis()),
                source.side().equals("client") ? "request" : "response to a request",
                source.client(),
                source.listener(),
                by));
    lines.add("  " + problem.code() + " " + problem.words());
    Excerpt excerpt = each.excerpt();
    for (Escaped line : Escaped.lines(excerpt.octets())) {
      lines.add("  %05d  %s".formatted(excerpt.begin() + line.begin(), line.text()));
      int column = line.column((int) (problem.offset() - excerpt.begin()));
      if (problem.offset() >= 0 && column >= 0) {
        lines.add("         " + " ".repeat(column) + "^ byte " + problem.offset());
      }
    }
    return lines;
  }
}
