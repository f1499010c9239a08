package dev.fairlead.proxy.http;

import dev.fairlead.proxy.connect.Upstream;
import dev.fairlead.proxy.observe.AccessEntry;
import dev.fairlead.proxy.observe.AccessLog;
import dev.fairlead.proxy.observe.BadMessage;
import dev.fairlead.proxy.observe.Ending;
import dev.fairlead.proxy.observe.LoopTime;
import dev.fairlead.proxy.observe.SessionStatus;
import dev.fairlead.proxy.observe.Traffic;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;

/**
 * What one exchange did: bytes, times, who ended it. Becomes one line of the access log.
 *
 * <p>Confined to its event loop. Keeps what the client wrote by reference; text is made of it
 * elsewhere, and only if somebody logs.
 */
final class Ledger {
  /** From this status on an instance failed. */
  private static final int FAILED = 500;

  private final long began;
  private final Arrival arrival;
  private final String host;
  private final String method;
  private final String target;
  private final String version;
  private String id = "";
  private String traceparent = "";
  private long in;
  private long out;
  private long connectNanos = -1;
  private long firstByteNanos = -1;
  private int status;
  private String code = "";
  private boolean here;
  private String service = "";
  private String region = "";
  private String instance = "";
  private Ending end = Ending.NORMAL;

  private Ledger(Arrival arrival, String host, HttpRequest request, String target) {
    this.began = LoopTime.now();
    this.arrival = arrival;
    this.host = host;
    this.target = target;
    boolean read = !target.isEmpty();
    this.method = read ? request.method().name() : "";
    this.version = read ? request.protocolVersion().text() : "";
  }

  private Ledger(Arrival arrival, long began) {
    this.began = began;
    this.arrival = arrival;
    this.host = "";
    this.method = "";
    this.target = "";
    this.version = "";
  }

  /** Of a request that is carried, as it is understood; before it is rewritten. */
  static Ledger of(HttpRequest request, Target target, Arrival arrival) {
    return new Ledger(arrival, target.host(), request, target.uri());
  }

  /** Of a request that goes nowhere, as it was written; it may be malformed. */
  static Ledger ofUncarried(HttpRequest request, Arrival arrival) {
    String host = request.headers().get(HttpHeaderNames.HOST, "");
    return new Ledger(arrival, Target.hostOf(host), request, request.uri());
  }

  /** Of a head that never was complete. */
  static Ledger ofBeginning(Arrival arrival, long beganNanos) {
    return new Ledger(arrival, beganNanos);
  }

  /** What it is called elsewhere, if anybody logs that. */
  void named(ForwardedRequest request, AccessLog log) {
    if (log.enabled()) {
      id = request.id();
      traceparent = request.traceparent();
    }
  }

  /** The request id it is answered under. */
  void named(String requestId) {
    id = requestId;
  }

  /** What runs, for operators. */
  SessionStatus.Wanted wanted() {
    return new SessionStatus.Wanted(host, target, service, instance);
  }

  /** How the request arrived. */
  Arrival arrival() {
    return arrival;
  }

  /** Where its response comes from. */
  BadMessage.Source source() {
    return new BadMessage.Source(
        "instance", arrival.clientIp(), arrival.listener(), service, instance);
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
    connectNanos = LoopTime.now() - began;
    service = upstream.view().service();
    here = !upstream.remote();
    region = upstream.region();
    instance = upstream.target();
  }

  void responded(int statusCode) {
    firstByteNanos = LoopTime.now() - began;
    status = statusCode;
  }

  /** The proxy answered by itself. */
  void answered(int statusCode, String errorCode) {
    status = statusCode;
    code = errorCode;
  }

  /** The proxy broke the response off. */
  void brokenOff(String errorCode) {
    code = errorCode;
  }

  /** Who ended it, where that was not in order. */
  void ended(Ending who) {
    end = who;
  }

  /**
   * Counts it and writes its line.
   *
   * @param found the service, also if nobody was connected to
   */
  void close(String found, int retries, Traffic traffic, AccessLog log) {
    long now = LoopTime.now();
    traffic.finished(code);
    traffic.moved(in, out);
    if (!found.isEmpty()) {
      traffic.upstreams().ended(found, status, now - began);
    }
    if (here) {
      traffic.upstreams().served(service, instance, status >= FAILED || end.ofServer());
    }
    if (log.enabled()) {
      log.log(entry(now, found, retries));
    }
  }

  /** Writes its line; nothing was answered, so nothing is counted. */
  void note(AccessLog log) {
    if (log.enabled()) {
      log.log(entry(LoopTime.now(), "", 0));
    }
  }

  private AccessEntry entry(long now, String found, int retries) {
    return new AccessEntry(
        new AccessEntry.Who(arrival.clientIp(), arrival.listener(), arrival.scheme()),
        new AccessEntry.Asked(host, method, target, version),
        new AccessEntry.Moved(in, out),
        AccessEntry.Times.until(now, began, connectNanos, firstByteNanos),
        new AccessEntry.Served(found, region, instance, retries),
        new AccessEntry.Outcome(status, code, end),
        new AccessEntry.Ids(id, traceparent));
  }
}
