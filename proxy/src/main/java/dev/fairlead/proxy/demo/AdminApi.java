package dev.fairlead.proxy.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** The HTTP API of one node. Thread-safe. */
final class AdminApi {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http;
  private final String base;

  AdminApi(HttpClient http, String base) {
    this.http = http;
    this.base = base;
  }

  /** Where a browser finds the node's page. */
  String page() {
    return base + "/";
  }

  /** Whether the node says that it can route; false also while nobody answers. */
  boolean ready() throws InterruptedException {
    try {
      return http.send(request("/readyz").GET().build(), HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /**
   * One statement of a transaction.
   *
   * @param sql with a question mark for each parameter
   * @param parameters texts and integers
   */
  record Sql(String sql, List<Object> parameters) {}

  /** Writes all of it or nothing; returns when the node has it on disk. */
  void write(List<Sql> transaction) throws InterruptedException {
    List<List<Object>> body =
        transaction.stream().map(s -> List.<Object>of(s.sql(), s.parameters())).toList();
    HttpRequest request =
        request("/v1/transactions")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new DemoFailed(
            base + " refused a transaction: " + answer.statusCode() + " " + answer.body().strip());
      }
    } catch (IOException failed) {
      throw new DemoFailed(base + " did not take a transaction: " + failed);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(LIMIT);
  }
}
