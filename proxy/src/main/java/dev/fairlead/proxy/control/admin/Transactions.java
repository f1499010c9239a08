package dev.fairlead.proxy.control.admin;

import dev.fairlead.gossip.change.Scope;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaException;
import dev.fairlead.gossip.replica.Statement;
import dev.fairlead.gossip.replica.TransactionResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST /v1/transactions}: an array of statements, all or nothing, durable when answered.
 *
 * <p>Thread-safe.
 */
final class Transactions {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

  private final Replica replica;

  Transactions(Replica replica) {
    this.replica = replica;
  }

  void answer(Request request) throws IOException, RefusedRequest {
    Duration timeout = request.timeout(DEFAULT_TIMEOUT);
    List<Statement> statements = statements(request.json());
    long start = System.nanoTime();
    if (statements.isEmpty()) {
      request.sendJson(400, failed("at least 1 statement is required", -1, start));
      return;
    }
    try {
      var result = replica.transact(statements);
      if (!timeout.isZero()) {
        result = result.copy().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
      }
      request.sendJson(200, succeeded(result.join(), start));
    } catch (CompletionException e) {
      request.sendJson(500, failed(e.getCause(), start));
    } catch (ReplicaException e) {
      request.sendJson(500, failed(e, start));
    }
  }

  private static List<Statement> statements(JsonNode json) throws RefusedRequest {
    if (!json.isArray()) {
      throw new RefusedRequest(422, "expected an array of statements");
    }
    List<Statement> statements = new ArrayList<>();
    for (JsonNode element : json) {
      statements.add(StatementJson.read(element));
    }
    return statements;
  }

  private Map<String, @Nullable Object> succeeded(TransactionResult result, long start) {
    List<Map<String, @Nullable Object>> results = new ArrayList<>();
    for (TransactionResult.StatementResult statement : result.statements()) {
      Map<String, @Nullable Object> entry = new LinkedHashMap<>();
      entry.put("rows_affected", statement.rowsAffected());
      entry.put("time", seconds(statement.time().toNanos()));
      results.add(entry);
    }
    Map<String, @Nullable Object> body = envelope(results, start);
    Map<String, Long> versions = new TreeMap<>();
    result.versions().forEach((scope, version) -> versions.put(scope.toString(), version));
    body.put("version", version(result.versions()));
    body.put("versions", versions);
    return body;
  }

  /** The world's version if the transaction got one, else that of its region; null for neither. */
  private static @Nullable Long version(Map<Scope, Long> versions) {
    Long world = versions.get(Scope.WORLD);
    return world != null ? world : versions.values().stream().findFirst().orElse(null);
  }

  private Map<String, @Nullable Object> failed(@Nullable Throwable cause, long start) {
    if (cause instanceof ReplicaException failure) {
      return failed(String.valueOf(failure.getMessage()), failure.statement(), start);
    }
    return failed("not answered in time; the outcome is unknown: " + cause, -1, start);
  }

  private Map<String, @Nullable Object> failed(String error, int index, long start) {
    Map<String, @Nullable Object> entry = new LinkedHashMap<>();
    entry.put("error", error);
    if (index >= 0) {
      entry.put("index", index);
    }
    return envelope(List.of(entry), start);
  }

  private Map<String, @Nullable Object> envelope(
      List<Map<String, @Nullable Object>> results, long start) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("results", results);
    body.put("time", seconds(System.nanoTime() - start));
    body.put("version", null);
    body.put("actor_id", new UUID(replica.site().high(), replica.site().low()).toString());
    return body;
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }
}
