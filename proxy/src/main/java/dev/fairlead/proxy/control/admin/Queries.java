package dev.fairlead.proxy.control.admin;

import dev.fairlead.gossip.replica.ReplicaException;
import dev.fairlead.gossip.replica.ReplicaReader;
import dev.fairlead.gossip.replica.Statement;
import dev.fairlead.proxy.control.Readers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code POST /v1/queries}: one read-only statement, its rows streamed as lines of JSON.
 *
 * <p>The result is never held as a whole: a client that reads slowly slows the query, and one that
 * takes longer than the timeout loses its connection. Thread-safe.
 */
final class Queries {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

  private final Readers readers;

  Queries(Readers readers) {
    this.readers = readers;
  }

  void answer(Request request) throws IOException, RefusedRequest {
    Duration timeout = request.timeout(DEFAULT_TIMEOUT);
    Statement statement = StatementJson.read(request.json());
    try {
      await(readers.read(reader -> run(reader, statement, request)), timeout);
    } catch (RejectedExecutionException e) {
      throw new RefusedRequest(503, "max concurrency limit reached");
    }
  }

  private static void await(Future<Boolean> done, Duration timeout) throws IOException {
    try {
      if (timeout.isZero()) {
        done.get();
      } else {
        done.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (TimeoutException e) {
      done.cancel(true);
      throw new IOException("query timed out", e);
    } catch (ExecutionException e) {
      throw new IOException("query failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Runs on a reader's thread; whether the query succeeded. */
  private static boolean run(ReplicaReader reader, Statement statement, Request request) {
    RowStream stream = new RowStream(request);
    try {
      reader.query(statement, stream);
      stream.end();
      return true;
    } catch (ReplicaException e) {
      fail(request, stream, String.valueOf(e.getMessage()));
      return false;
    }
  }

  private static void fail(Request request, RowStream stream, String error) {
    try {
      if (stream.begun()) {
        stream.fail(error);
      } else {
        request.sendJson(400, Map.of("error", error));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
