package dev.fairlead.proxy.control;

import dev.fairlead.proxy.listen.Sessions;
import dev.fairlead.proxy.observe.SessionStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code show sessions}: what the connections of clients do now. */
final class ShowSessions {
  private static final List<String> COLUMNS =
      List.of(
          "id",
          "client",
          "listener",
          "protocol",
          "state",
          "age_ms",
          "idle_ms",
          "requests",
          "host",
          "path",
          "service",
          "instance",
          "bytes_in",
          "bytes_out");

  private final DataPlane plane;

  ShowSessions(DataPlane plane) {
    this.plane = plane;
  }

  Command command() {
    return Command.plain(
        "show sessions", "the client connections that are open now, the oldest first", this::show);
  }

  private Answer show() {
    Sessions.Seen seen = plane.sessions();
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("open", seen.total());
    facts.put("shown", seen.sessions().size());
    facts.put("cut", seen.sessions().size() < seen.total());
    facts.put("late_loops", seen.lateLoops());
    Map<String, Answer> parts = new LinkedHashMap<>();
    parts.put("connections", new Answer.Facts(facts));
    parts.put(
        "sessions",
        new Answer.Table(COLUMNS, seen.sessions().stream().map(ShowSessions::row).toList()));
    return new Answer.Parts(parts);
  }

  private static List<@Nullable Object> row(SessionStatus session) {
    SessionStatus.Doing doing = session.doing();
    List<@Nullable Object> row = new ArrayList<>();
    row.add(session.id());
    row.add(doing.client().isEmpty() ? session.peer() : doing.client());
    row.add(session.listener());
    row.add(session.protocol());
    row.add(doing.state());
    row.add(session.ageNanos() / 1_000_000);
    row.add(doing.idleNanos() < 0 ? null : doing.idleNanos() / 1_000_000);
    row.add(doing.exchanges());
    row.add(doing.wanted().host());
    row.add(doing.wanted().path());
    row.add(doing.wanted().service());
    row.add(doing.wanted().instance());
    row.add(doing.moved().in());
    row.add(doing.moved().out());
    return row;
  }
}
