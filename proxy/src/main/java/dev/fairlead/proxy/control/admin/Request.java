package dev.fairlead.proxy.control.admin;

import com.sun.net.httpserver.HttpExchange;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One request and its answer.
 *
 * <p>Confined to one thread at a time.
 */
final class Request {
  /** How much more of a body that is too long is read and dropped. */
  private static final long MAX_SKIPPED_BYTES = 64L << 20;

  /** Longest body; a longer one is refused with 413. */
  static final int MAX_BODY_BYTES = 8 * 1024 * 1024; // 8 MiB

  /** What a stream gathers before it is sent. */
  private static final int STREAM_BUFFER_BYTES = 64 * 1024; // 64 KiB

  static final JsonMapper MAPPER = new JsonMapper();

  private final HttpExchange exchange;

  Request(HttpExchange exchange) {
    this.exchange = exchange;
  }

  /** A parameter of the query string, decoded; empty if absent. */
  Optional<String> parameter(String name) throws RefusedRequest {
    String query = exchange.getRequestURI().getRawQuery();
    if (query == null) {
      return Optional.empty();
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals >= 0 && pair.substring(0, equals).equals(name)) {
        return Optional.of(decode(pair.substring(equals + 1)));
      }
    }
    return Optional.empty();
  }

  private static String decode(String text) throws RefusedRequest {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new RefusedRequest(400, "the query string is not URL-encoded: " + text);
    }
  }

  /** The parameter {@code timeout} in seconds, 0 for none; {@code otherwise} if absent. */
  Duration timeout(Duration otherwise) throws RefusedRequest {
    String text = parameter("timeout").orElse(null);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("[0-9]{1,9}")) {
      throw new RefusedRequest(400, "timeout '" + text + "' is not a number of seconds");
    }
    return Duration.ofSeconds(Long.parseLong(text));
  }

  /** The body, which must be JSON and say so. */
  JsonNode json() throws IOException, RefusedRequest {
    @Nullable String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
      throw new RefusedRequest(415, "expected request with `Content-Type: application/json`");
    }
    byte[] bytes = body();
    try {
      return MAPPER.readTree(bytes);
    } catch (JacksonException e) {
      throw new RefusedRequest(400, "the body is not JSON: " + e.getOriginalMessage());
    }
  }

  private byte[] body() throws IOException, RefusedRequest {
    byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (bytes.length > MAX_BODY_BYTES) {
      // A client that is still sending when the connection ends would never read the answer.
      var _ = exchange.getRequestBody().skip(MAX_SKIPPED_BYTES);
      throw new RefusedRequest(413, "the body is longer than 8 MiB");
    }
    return bytes;
  }

  /** Answers with a whole JSON body. */
  void sendJson(int status, Object body) throws IOException {
    send(status, "application/json", MAPPER.writeValueAsBytes(body));
  }

  /** Answers with a line of text. */
  void sendText(int status, String text) throws IOException {
    send(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Answers with a whole body. */
  void send(int status, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /** Answers with a status and nothing else. */
  void sendEmpty(int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
  }

  /** Begins an answer of unknown length, status 200; without a content type, as Corrosion does. */
  OutputStream stream() throws IOException {
    exchange.sendResponseHeaders(200, 0);
    return new BufferedOutputStream(exchange.getResponseBody(), STREAM_BUFFER_BYTES);
  }
}
