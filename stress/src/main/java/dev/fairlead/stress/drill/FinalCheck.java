package dev.fairlead.stress.drill;

import dev.fairlead.stress.drill.Asked.Answer;
import dev.fairlead.stress.drill.Model.Row;
import dev.fairlead.stress.drill.Model.Service;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * What must hold once nothing changes any more: every part answers, nothing is under way, every
 * replica holds exactly what was acknowledged, and every catalog routes exactly by it.
 */
final class FinalCheck {
  private final List<DrillNode> nodes;
  private final Model model;

  FinalCheck(List<DrillNode> nodes, Model model) {
    this.nodes = nodes;
    this.model = model;
  }

  /** What does not hold now; empty if all does. */
  List<String> problems() throws IOException {
    List<String> problems = new ArrayList<>();
    if (ManagementFactory.getThreadMXBean().findDeadlockedThreads() != null) {
      problems.add("threads are deadlocked");
    }
    for (DrillNode node : nodes) {
      List<String> its = new ArrayList<>();
      alive(node, its);
      rows(node, its);
      routes(node, its);
      its.forEach(problem -> problems.add(node.region().id() + ": " + problem));
    }
    return problems;
  }

  private static void alive(DrillNode node, List<String> problems) throws IOException {
    String ping = node.control("ping").getFirst();
    if (!ping.startsWith("pong")) {
      problems.add("ping: " + ping);
    }
    JsonNode catalog = node.json("show catalog");
    for (String table : List.of("hosts", "services")) {
      int inFlight = catalog.path(table).path("loads_in_flight").asInt();
      if (inFlight != 0) {
        problems.add(inFlight + " loads of " + table + " in flight");
      }
    }
    for (String queue : List.of("loads_queued", "commits_queued")) {
      if (catalog.path("catalog").path(queue).asInt() != 0) {
        problems.add(queue + " is not 0");
      }
    }
  }

  /** Nothing acknowledged is lost, nothing else is there. */
  private void rows(DrillNode node, List<String> problems) throws IOException {
    TreeSet<String> instances = new TreeSet<>();
    TreeSet<String> services = new TreeSet<>();
    TreeSet<String> routes = new TreeSet<>();
    TreeSet<String> presence = new TreeSet<>();
    for (Row row : model.rows()) {
      if (row.server.region() == node.region()) {
        instances.add(row.id + " " + row.service + " " + row.server.endpoint());
      }
    }
    for (Service service : model.services()) {
      if (service.row) {
        services.add(service.id);
      }
      if (service.route) {
        routes.add(service.id + " " + Hosts.pattern(service.id));
      }
      ServiceState state = model.state(service.id);
      for (Region region : Region.values()) {
        if (!state.none(region)) {
          presence.add(
              service.id + " " + region.id() + "-1 " + region.id() + " " + state.in(region).size());
        }
      }
    }
    compare(node, "SELECT id, service, endpoint FROM instance", instances, problems);
    compare(node, "SELECT id FROM service", services, problems);
    compare(node, "SELECT id, host FROM route", routes, problems);
    String told = "SELECT service, node, region, routable FROM presence WHERE routable > 0";
    compare(node, told, presence, problems);
  }

  private static void compare(
      DrillNode node, String sql, TreeSet<String> expected, List<String> problems)
      throws IOException {
    TreeSet<String> actual = new TreeSet<>(node.rows(sql));
    if (!actual.equals(expected)) {
      TreeSet<String> missing = new TreeSet<>(expected);
      missing.removeAll(actual);
      actual.removeAll(expected);
      problems.add(sql + ": missing " + missing + ", not expected " + actual);
    }
  }

  /** Each instance of the region answers exactly when it may, and each host as it should. */
  private void routes(DrillNode node, List<String> problems) {
    Truth truth = new Truth();
    Judge judge = new Judge(truth, new LockHolds(), 0);
    try (Asker asker = new Asker(node.proxy())) {
      for (Service service : model.services()) {
        ServiceState state = model.state(service.id);
        String host = Hosts.of(service.id);
        long from = System.nanoTime();
        truth.begin(service.id, state, from);
        Answer answer = asker.ask(host, "");
        Asked asked = new Asked(node.region(), service.id, host, from, System.nanoTime(), answer);
        String wrong = judge.rule(asked).wrong();
        if (!wrong.isEmpty()) {
          problems.add(host + ": " + wrong + ", " + answer);
        }
        force(node, asker, service, state.routed(), problems);
      }
    }
  }

  private void force(
      DrillNode node, Asker asker, Service service, boolean routed, List<String> problems) {
    for (Row row : model.rowsOf(service.id)) {
      if (row.server.region() == node.region()) {
        String header = "Fairlead-Force-Instance: " + row.id + "\r\n";
        Answer answer = asker.ask(Hosts.of(service.id), header);
        String expected = routed && row.routable() ? row.server.name() : "";
        if (!answer.server().equals(expected)) {
          problems.add(
              "%s of %s should be answered by '%s', was %s"
                  .formatted(row.id, service.id, expected, answer));
        }
      }
    }
  }
}
