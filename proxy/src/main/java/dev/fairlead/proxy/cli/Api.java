package dev.fairlead.proxy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of a node's HTTP API.
 *
 * <p>Uses {@link HttpURLConnection}, which starts in a few milliseconds, where {@code HttpClient}
 * starts threads; a command sends one or two requests. Confined to one thread.
 */
final class Api {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int CONNECT_LIMIT_MILLIS = 3_000;
  private static final int READ_LIMIT_MILLIS = 30_000;

  private final String base;
  private final String token;

  /**
   * A client.
   *
   * @param base {@code http://host:port}
   * @param token bearer token; empty for none
   */
  Api(String base, String token) {
    this.base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    this.token = token;
  }

  /** Rows under the names of their columns. */
  record Rows(List<String> columns, List<List<@Nullable Object>> rows) {}

  /** Runs one statement as a transaction; the rows it affected. */
  long change(String sql, List<@Nullable Object> parameters) {
    JsonNode answer =
        MAPPER.readTree(post("/v1/transactions", List.of(List.of(sql, parameters))).getFirst());
    return answer.path("results").path(0).path("rows_affected").longValue();
  }

  /** Runs one query. */
  Rows query(String sql, List<@Nullable Object> parameters) {
    List<String> columns = List.of();
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (String line : post("/v1/queries", List.of(sql, parameters))) {
      JsonNode frame = MAPPER.readTree(line);
      if (frame.has("error")) {
        throw CommandFailed.failed(frame.path("error").asString());
      } else if (frame.has("columns")) {
        columns = frame.path("columns").valueStream().map(JsonNode::asString).toList();
      } else if (frame.has("row")) {
        List<@Nullable Object> row = new ArrayList<>();
        frame.path("row").path(1).forEach(cell -> row.add(MAPPER.treeToValue(cell, Object.class)));
        rows.add(row);
      }
    }
    return new Rows(columns, rows);
  }

  private List<String> post(String path, Object body) {
    try {
      HttpURLConnection connection = open(path);
      connection.setRequestMethod("POST");
      connection.setRequestProperty("Content-Type", "application/json");
      connection.setDoOutput(true);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(MAPPER.writeValueAsBytes(body));
      }
      return answer(connection);
    } catch (IOException e) {
      throw CommandFailed.unavailable("no node answers at " + base + ": " + e.getMessage());
    }
  }

  private HttpURLConnection open(String path) throws IOException {
    try {
      var connection = (HttpURLConnection) URI.create(base + path).toURL().openConnection();
      connection.setConnectTimeout(CONNECT_LIMIT_MILLIS);
      connection.setReadTimeout(READ_LIMIT_MILLIS);
      if (!token.isEmpty()) {
        connection.setRequestProperty("Authorization", "Bearer " + token);
      }
      return connection;
    } catch (IllegalArgumentException | MalformedURLException | ClassCastException e) {
      throw CommandFailed.usage("not an http address: " + base);
    }
  }

  private static List<String> answer(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    InputStream stream = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    String text =
        stream == null ? "" : new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
    if (status == 401) {
      throw CommandFailed.failed("the node wants another token (401); give --token or -c FILE");
    }
    if (status != 200) {
      throw CommandFailed.failed(reason(text, status));
    }
    return text.lines().toList();
  }

  private static String reason(String text, int status) {
    try {
      JsonNode json = MAPPER.readTree(text);
      JsonNode error = json.has("error") ? json.path("error") : json.at("/results/0/error");
      return error.isString() ? error.asString() : "HTTP " + status + ": " + text;
    } catch (JacksonException e) {
      return "HTTP " + status + ": " + text;
    }
  }
}
