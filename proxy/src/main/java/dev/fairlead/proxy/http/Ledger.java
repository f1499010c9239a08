package dev.fairlead.proxy.http;

import dev.fairlead.proxy.connect.Upstream;
import dev.fairlead.proxy.observe.AccessEntry;
import dev.fairlead.proxy.observe.AccessLog;
import dev.fairlead.proxy.observe.Traffic;
import io.netty.handler.codec.http.HttpRequest;
import java.time.Instant;

/**
 * What one exchange did: bytes, times, who ended it. Becomes one line of the access log.
 *
 * <p>Confined to its event loop.
 */
final class Ledger {
  private final long began = System.nanoTime();
  private final String host;
  private final String request;
  private final Arrival arrival;
  private long in;
  private long out;
  private long connectNanos = -1;
  private long firstByteNanos = -1;
  private int status;
  private String code = "";
  private String region = "";
  private String target = "";
  private String end = "--";

  Ledger(HttpRequest request, Target target, Arrival arrival) {
    this.host = target.host();
    this.request = request.method().name() + " " + target.uri() + " " + request.protocolVersion();
    this.arrival = arrival;
  }

  void received(int bytes) {
    in += bytes;
  }

  void sent(int bytes) {
    out += bytes;
  }

  /** Bytes of the protocol that came after this exchange. */
  void relayed(long fromClient, long toClient) {
    in += fromClient;
    out += toClient;
  }

  void connected(Upstream upstream) {
    connectNanos = System.nanoTime() - began;
    region = upstream.region();
    target = upstream.target();
  }

  void responded(int statusCode) {
    firstByteNanos = System.nanoTime() - began;
    status = statusCode;
  }

  /** The proxy answered by itself. */
  void answered(int statusCode, String errorCode) {
    status = statusCode;
    code = errorCode;
  }

  /**
   * Who ended the exchange, in which phase, as in HAProxy's termination state: C client, S
   * upstream, P proxy, small letters for timeouts; R request, C connect, H headers, D data.
   */
  void ended(String who) {
    end = who;
  }

  void close(String service, int retries, Traffic traffic, AccessLog log) {
    long nanos = System.nanoTime() - began;
    traffic.finished(service, code, nanos);
    traffic.moved(in, out);
    if (!log.enabled()) {
      return;
    }
    log.log(
        new AccessEntry(
            Instant.now(),
            arrival.clientIp(),
            arrival.listener(),
            host,
            request,
            status,
            in,
            out,
            nanos,
            connectNanos,
            firstByteNanos,
            service,
            region,
            target,
            retries,
            end));
  }
}
