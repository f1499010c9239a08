package dev.fairlead.proxy.control.admin;

import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.proxy.control.Answer;
import dev.fairlead.proxy.control.AnswerJson;
import dev.fairlead.proxy.control.Commands;
import dev.fairlead.proxy.control.Readers;
import dev.fairlead.proxy.control.Readiness;
import dev.fairlead.proxy.listen.Place;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Every address of the HTTP API. A path that is not here answers 404. */
public final class AdminApi {
  private final Commands commands;
  private final Readiness readiness;
  private final PrometheusMeterRegistry meters;

  private AdminApi(Commands commands, Readiness readiness, PrometheusMeterRegistry meters) {
    this.commands = commands;
    this.readiness = readiness;
    this.meters = meters;
  }

  /** What the API reads and writes of the replica. */
  public record Data(Replica replica, Readers readers) {}

  /**
   * Where the API is.
   *
   * @param place its socket
   * @param token bearer token; empty for none
   */
  public record Door(Place place, String token) {}

  /** Starts answering. */
  public static AdminServer start(
      Door door,
      Commands commands,
      Data data,
      Readiness readiness,
      PrometheusMeterRegistry meters) {
    AdminApi api = new AdminApi(commands, readiness, meters);
    List<Endpoint> endpoints = new ArrayList<>(api.endpoints());
    endpoints.add(
        Endpoint.post(
            "/v1/transactions",
            "runs an array of statements, all or nothing",
            new Transactions(data.replica())::answer));
    endpoints.add(
        Endpoint.post(
            "/v1/queries",
            "runs one read-only statement, its rows as lines of JSON",
            new Queries(data.readers())::answer));
    String page = page(endpoints);
    endpoints.add(Endpoint.get("/", "this page", request -> request.sendText(200, page)));
    return AdminServer.start(door.token(), door.place(), endpoints);
  }

  private List<Endpoint> endpoints() {
    return List.of(
        new Endpoint("GET", "/healthz", true, "200: the process answers", AdminApi::healthy),
        new Endpoint("GET", "/readyz", true, "200: it can route; 503 and why not", this::ready),
        Endpoint.get("/metrics", "meters, as Prometheus reads them", this::metrics),
        twin("/v1/status", "show info"),
        twin("/v1/members", "show members"),
        twin("/v1/services", "show services"),
        twin("/v1/routes", "show routes"),
        Endpoint.get(
            "/v1/instances", "show instances; ?service=ID for one service", this::instances),
        twin("/v1/locks", "show locks"),
        Endpoint.get(
            "/v1/explain",
            "explain; ?url=http://host/path&from=REGION&client=ADDRESS",
            this::explain));
  }

  private static void healthy(Request request) throws IOException {
    request.sendText(200, "ok");
  }

  private void ready(Request request) throws IOException {
    String problem = readiness.problem();
    request.sendText(problem.isEmpty() ? 200 : 503, problem.isEmpty() ? "ready" : problem);
  }

  private void metrics(Request request) throws IOException {
    byte[] body = meters.scrape().getBytes(StandardCharsets.UTF_8);
    request.send(200, "text/plain; version=0.0.4; charset=utf-8", body);
  }

  private Endpoint twin(String path, String command) {
    List<String> words = List.of(command.split(" ", -1));
    return Endpoint.get(path, command, request -> send(request, commands.answer(words)));
  }

  private void instances(Request request) throws IOException, RefusedRequest {
    List<String> words = new ArrayList<>(List.of("show", "instances"));
    request.parameter("service").ifPresent(words::add);
    send(request, commands.answer(words));
  }

  private void explain(Request request) throws IOException, RefusedRequest {
    String url =
        request
            .parameter("url")
            .orElseThrow(() -> new RefusedRequest(400, "url= is missing, like http://host/path"));
    List<String> words = new ArrayList<>(List.of("explain"));
    words.add(url.startsWith("tcp:") ? "tcp" : "GET");
    words.add(url.startsWith("tcp:") ? url.substring(4) : url);
    for (String option : List.of("from", "client")) {
      String value = request.parameter(option).orElse("");
      if (!value.isEmpty()) {
        words.addAll(List.of("--" + option, value));
      }
    }
    send(request, commands.answer(words));
  }

  private static void send(Request request, Answer answer) throws IOException {
    int status = answer instanceof Answer.Failure ? 400 : 200;
    request.send(
        status,
        "application/json",
        (AnswerJson.line(answer) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static String page(List<Endpoint> endpoints) {
    return endpoints.stream()
        .map(e -> "%-4s %-18s %s".formatted(e.method(), e.path(), e.about()))
        .collect(Collectors.joining("\n", "Fairlead node, HTTP API\n\n", ""));
  }
}
