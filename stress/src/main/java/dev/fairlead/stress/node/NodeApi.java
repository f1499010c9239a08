package dev.fairlead.stress.node;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The HTTP API of a node, from outside.
 *
 * <p>Thread-safe.
 */
public final class NodeApi implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final String base;
  private final Duration limit;
  private final HttpClient http;

  /**
   * The API at {@code http://HOST:PORT}.
   *
   * @param limit how long a connection, and then an answer, is waited for
   */
  public NodeApi(String base, Duration limit) {
    this.base = base;
    this.limit = limit;
    this.http =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(limit).build();
  }

  /**
   * Runs one statement as a transaction.
   *
   * @return whether it was acknowledged as durable
   */
  public boolean write(String sql, Object... parameters) {
    try {
      execute(sql, parameters);
      return true;
    } catch (IOException notAcknowledged) {
      return false;
    }
  }

  /**
   * Runs one statement as a transaction; returns once it is durable.
   *
   * @throws IOException with the node's answer if it was refused
   */
  public void execute(String sql, Object... parameters) throws IOException {
    String body = JSON.writeValueAsString(List.of(List.of(sql, List.of(parameters))));
    HttpResponse<String> response = post("/v1/transactions", body);
    if (response.statusCode() != 200) {
      throw new IOException("%s refused a write: %s".formatted(base, response.body()));
    }
  }

  /** The rows of a query, as text with blanks between the values. */
  public List<String> rows(String sql) throws IOException {
    return post("/v1/queries", JSON.writeValueAsString(sql))
        .body()
        .lines()
        .map(JSON::readTree)
        .filter(line -> line.has("row"))
        .map(line ->
            line.path("row")
                .path(1)
                .valueStream()
                .map(JsonNode::asString)
                .collect(Collectors.joining(" ")))
        .toList();
  }

  /** Whether {@code /readyz} says that it can route. */
  public boolean ready() {
    try {
      return send(HttpRequest.newBuilder(URI.create(base + "/readyz"))).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private HttpResponse<String> post(String path, String json) throws IOException {
    return send(
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return http.send(request.timeout(limit).build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
