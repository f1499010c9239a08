package dev.fairlead.proxy.control;

import dev.fairlead.gossip.FeedStatus;
import dev.fairlead.gossip.GossipNode;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.observe.LoopStatus;
import dev.fairlead.proxy.observe.PathStatus;
import dev.fairlead.proxy.observe.TrafficStatus;
import dev.fairlead.proxy.overload.OverloadStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The commands that show the node, its neighbours and what flows. */
final class ShowNode {
  private final Settings settings;
  private final GossipNode gossip;
  private final DataPlane plane;
  private final Lifecycle lifecycle;
  private final long startNanos = System.nanoTime();

  ShowNode(Settings settings, GossipNode gossip, DataPlane plane, Lifecycle lifecycle) {
    this.settings = settings;
    this.gossip = gossip;
    this.plane = plane;
    this.lifecycle = lifecycle;
  }

  List<Command> all() {
    return List.of(
        Command.plain("show info", "who this node is and how it does", this::info),
        Command.plain("show members", "the cluster as this node sees it", this::members),
        Command.plain("show regions", "how far each region is", this::regions),
        Command.plain("show loops", "lag, queue and connections per event loop", this::loops),
        Command.plain("show feed", "heads and gaps per origin, queues, lag", this::feed));
  }

  private Answer info() {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("name", settings.node().name());
    facts.put("region", settings.node().region());
    facts.put("version", Version.text());
    facts.put("java", Runtime.version().toString());
    facts.put("pid", ProcessHandle.current().pid());
    facts.put("stage", ValueNames.of(lifecycle.stage()));
    facts.put("uptime_seconds", Duration.ofNanos(System.nanoTime() - startNanos).toSeconds());
    plane
        .listeners()
        .forEach(l ->
            facts.put("listener_" + l.name(), l.protocol() + " " + ValueNames.of(l.address())));
    traffic(facts, plane.traffic());
    overload(facts, plane.overload());
    Runtime runtime = Runtime.getRuntime();
    facts.put("heap_used_bytes", runtime.totalMemory() - runtime.freeMemory());
    facts.put("heap_max_bytes", runtime.maxMemory());
    facts.put("members", gossip.membership().members().byName().size());
    facts.put("replica", gossip.replica().site().toString());
    gossip
        .feedStatus()
        .streams()
        .forEach(s -> facts.put("head_" + name(s) + "_" + s.stream().scope(), s.head()));
    return new Answer.Facts(facts);
  }

  private static void traffic(Map<String, @Nullable Object> facts, TrafficStatus traffic) {
    facts.put("connections", traffic.connectionsNow());
    facts.put("connections_total", traffic.connectionsTotal());
    facts.put("connections_refused", traffic.connectionsRefused());
    facts.put("requests_total", traffic.requestsTotal());
    facts.put("requests_per_second", traffic.requestsPerSecond());
    facts.put("errors_total", traffic.errorsTotal());
    facts.put("bytes_in", traffic.bytesIn());
    facts.put("bytes_out", traffic.bytesOut());
  }

  private static void overload(Map<String, @Nullable Object> facts, OverloadStatus overload) {
    facts.put("overload", overload.step().label());
    facts.put("overload_pressure", overload.pressure().worst());
    facts.put("requests_shed", overload.shed());
  }

  private static String name(FeedStatus.StreamStatus stream) {
    return stream.node().isEmpty() ? stream.stream().origin().toString() : stream.node();
  }

  private Answer members() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    gossip.membership().members().byName().values().stream()
        .sorted(Comparator.comparing(Member::region).thenComparing(Member::name))
        .forEach(member -> rows.add(row(member)));
    return new Answer.Table(
        List.of(
            "name",
            "region",
            "state",
            "incarnation",
            "rtt_ms",
            "gossip",
            "backhaul",
            "links",
            "path_ms",
            "path"),
        rows);
  }

  private List<@Nullable Object> row(Member member) {
    List<@Nullable Object> row = new ArrayList<>();
    row.add(member.name());
    row.add(member.region());
    row.add(ValueNames.of(member.state()));
    row.add(member.incarnation());
    row.add(member.roundTrip() == null ? null : member.roundTrip().toNanos() / 1e6);
    row.add(member.gossip().toString());
    row.add(member.backhaul() == null ? null : member.backhaul().toString());
    PathStatus path = member.backhaul() == null ? null : plane.path(member.backhaul());
    row.add(path == null ? 0L : (long) path.links());
    row.add(path == null ? null : millis(path.roundTrip()));
    row.add(path == null ? null : path.dead() ? "silent" : "ok");
    return row;
  }

  private Answer regions() {
    Map<String, List<Member>> byRegion = new TreeMap<>();
    for (Member member : gossip.membership().members().byName().values()) {
      byRegion.computeIfAbsent(member.region(), r -> new ArrayList<>()).add(member);
    }
    settings.catalog().distances().keySet().forEach(r -> byRegion.putIfAbsent(r, List.of()));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    byRegion.forEach((region, members) -> {
      List<@Nullable Object> row = new ArrayList<>();
      row.add(region);
      row.add(members.stream().filter(m -> m.state().routable()).count());
      row.add((long) members.size());
      row.add(millis(settings.catalog().distances().get(region)));
      row.add(millis(nearest(members)));
      rows.add(row);
    });
    return new Answer.Table(
        List.of("region", "alive", "members", "configured_ms", "measured_ms"), rows);
  }

  private static @Nullable Duration nearest(List<Member> members) {
    @Nullable Duration best = null;
    for (Member member : members) {
      Duration trip = member.roundTrip();
      if (trip != null && (best == null || trip.compareTo(best) < 0)) {
        best = trip;
      }
    }
    return best;
  }

  private static @Nullable Double millis(@Nullable Duration duration) {
    return duration == null ? null : duration.toNanos() / 1e6;
  }

  private Answer loops() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (LoopStatus loop : plane.loops()) {
      List<@Nullable Object> row = new ArrayList<>();
      row.add(loop.name());
      row.add(loop.lagMillis());
      row.add(loop.maxLagMillis());
      row.add(loop.pendingTasks());
      row.add(loop.connections());
      row.add(loop.stack());
      rows.add(row);
    }
    return new Answer.Table(
        List.of("loop", "lag_ms", "max_lag_ms", "queued", "connections", "stack"), rows);
  }

  private Answer feed() {
    FeedStatus status = gossip.feedStatus();
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (FeedStatus.StreamStatus stream : status.streams()) {
      List<@Nullable Object> row = new ArrayList<>();
      row.add(stream.node());
      row.add(stream.stream().origin().toString());
      row.add(stream.stream().scope().toString());
      row.add(stream.head());
      row.add(stream.missing());
      rows.add(row);
    }
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("write_queue", status.writeQueue());
    facts.put("last_lag_ms", status.lastLagMillis() < 0 ? null : status.lastLagMillis());
    facts.put("parked_changes", status.parked());
    Map<String, Answer> parts = new LinkedHashMap<>();
    parts.put("replica", new Answer.Facts(facts));
    parts.put(
        "streams", new Answer.Table(List.of("node", "origin", "scope", "head", "missing"), rows));
    if (!status.quarantined().isEmpty()) {
      parts.put("quarantine", quarantine(status.quarantined()));
    }
    return new Answer.Parts(parts);
  }

  private static Answer quarantine(List<FeedStatus.QuarantineStatus> quarantined) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (FeedStatus.QuarantineStatus each : quarantined) {
      List<@Nullable Object> row = new ArrayList<>();
      row.add(each.held().id().toString());
      row.add(each.node());
      row.add(each.held().rows());
      row.add(each.held().since().toString());
      row.add(each.held().served().toString());
      rows.add(row);
    }
    return new Answer.Table(List.of("change", "node", "rows", "since", "served"), rows);
  }
}
