package dev.fairlead.proxy.http;

import dev.fairlead.catalog.model.ProxyProtocol;
import dev.fairlead.catalog.model.Route;
import dev.fairlead.catalog.options.HeaderEdits;
import dev.fairlead.catalog.options.Redirect;
import dev.fairlead.proxy.balance.Traits;
import dev.fairlead.proxy.connect.Backhaul;
import dev.fairlead.proxy.connect.RouteGate;
import dev.fairlead.proxy.connect.Upstream;
import dev.fairlead.proxy.connect.Wish;
import dev.fairlead.proxy.route.Facts;
import dev.fairlead.proxy.route.Query;
import dev.fairlead.proxy.route.Ruling;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The head of a request that passed its check, rewritten for the instance, and what the client said
 * in it about the exchange.
 *
 * <p>Confined to its event loop.
 */
final class ForwardedRequest {
  /** May be sent again when it is not known whether it arrived (RFC 9110, section 9.2.2). */
  private static final Set<HttpMethod> IDEMPOTENT =
      Set.of(
          HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);

  private final HttpRequest head;
  private final Target target;
  private final Arrival arrival;
  private Wish wish;
  private final String id;
  private final boolean oldClient;
  private final boolean keepAlive;
  private final boolean expects;
  private final Upgrade upgrade;
  private HeaderEdits edits = HeaderEdits.NONE;
  private boolean marked;

  private ForwardedRequest(HttpRequest head, Target target, Arrival arrival, Wish wish, String id) {
    this.head = head;
    this.target = target;
    this.arrival = arrival;
    this.wish = wish;
    this.id = id;
    this.oldClient = head.protocolVersion().equals(HttpVersion.HTTP_1_0);
    this.keepAlive = HttpUtil.isKeepAlive(head);
    this.expects = HttpUtil.is100ContinueExpected(head);
    this.upgrade = Upgrade.of(head);
  }

  /** Rewrites {@code head}. */
  static ForwardedRequest of(
      HttpRequest head, Target target, Arrival arrival, ClientFields fields) {
    Query query =
        arrival.carried()
            ? new Query.ById(head.headers().get(Backhaul.SERVICE, ""))
            : new Query.ByHost(target.host(), target.path(), arrival.port());
    Traits client = new RequestTraits(head.headers(), arrival.clientIp());
    Wish wish = new Wish(query, facts(head, arrival, fields.region().toString()), client);
    ForwardedRequest request = new ForwardedRequest(head, target, arrival, wish, id(head, arrival));
    if (arrival.carried()) {
      ForwardedHeaders.ofCarried(head, fields);
    } else {
      ForwardedHeaders.ofClient(head, target, fields);
      head.headers().set(ForwardedHeaders.REQUEST_ID, request.id());
    }
    if (request.oldClient) {
      head.headers().remove(HttpHeaderNames.EXPECT); // it does not know how to wait
    }
    if (request.upgrade.asked()) {
      ForwardedHeaders.ask(head.headers(), request.upgrade);
    }
    head.setProtocolVersion(HttpVersion.HTTP_1_1); // so that the instance keeps the connection
    return request;
  }

  private static Facts facts(HttpRequest head, Arrival arrival, String region) {
    Facts facts =
        new Facts(
            region,
            arrival.carried(),
            head.headers().get(ForwardedHeaders.PREFER_REGION, ""),
            head.headers().get(ForwardedHeaders.FORCE_INSTANCE, ""));
    return arrival.carried()
        ? facts.avoiding(Set.copyOf(head.headers().getAll(Backhaul.AVOID)))
        : facts;
  }

  private static String id(HttpRequest head, Arrival arrival) {
    String carried = head.headers().get(ForwardedHeaders.REQUEST_ID, "");
    return arrival.carried() && !carried.isEmpty()
        ? carried
        : RequestId.next(System.currentTimeMillis(), ThreadLocalRandom.current());
  }

  /** Holds it against the options of {@code route}; if it goes on, it is rewritten as they say. */
  Ruling follow(Route route, RouteGate gate) {
    String query = target.query();
    Redirect.Asked asked =
        new Redirect.Asked(
            arrival.scheme(), target.host(), target.authority(), target.path(), query);
    Ruling ruling = gate.http(route, asked, target.rawPath(), arrival.clientIp());
    if (ruling instanceof Ruling.Onward onward) {
      if (!onward.prefix().isEmpty()) {
        head.setUri(onward.path() + query);
        head.headers().set(ForwardedHeaders.PREFIX, onward.prefix());
      }
      edits = route.options().headers();
      ForwardedHeaders.edit(head.headers(), edits.request());
    }
    return ruling;
  }

  /** What the route changes in the instance's answer. */
  HeaderEdits.Edits responseEdits() {
    return edits.response();
  }

  /** The head as {@code upstream} shall get it: another region's proxy is told what was found. */
  HttpRequest headFor(Upstream upstream, String node) {
    if (marked) { // for the upstream before
      head.headers().remove(Backhaul.HOP);
      head.headers().remove(Backhaul.SERVICE);
      head.headers().remove(Backhaul.PARTIES);
      head.headers().remove(Backhaul.AVOID);
    }
    marked = upstream.remote();
    if (marked) {
      head.headers().set(Backhaul.HOP, node);
      head.headers().set(Backhaul.SERVICE, upstream.view().service());
      head.headers().set(Backhaul.AVOID, wish.facts().avoid());
      if (upstream.view().policy().greeting().proxyProtocol() != ProxyProtocol.OFF) {
        head.headers().set(Backhaul.PARTIES, arrival.parties().toText());
      }
    }
    return head;
  }

  /** Wants from now on what the instance {@code source} orders. */
  void replay(ReplayOrder order, Upstream from, String source, boolean fly) {
    boolean samePlace = order.region().isEmpty() && !order.instance().isEmpty() && from.remote();
    String home = samePlace ? from.region() : order.region();
    Facts next = wish.facts().only(home, order.instance());
    if (order.elsewhere()) {
      next = elsewhere(next, from, source);
    }
    HttpHeaders headers = head.headers();
    headers.remove(ForwardedHeaders.PREFER_REGION); // the instance knows better
    headers.remove(ForwardedHeaders.FORCE_INSTANCE);
    if (!order.instance().isEmpty()) {
      headers.set(ForwardedHeaders.FORCE_INSTANCE, order.instance());
    }
    String told = "instance=" + source + ";region=" + from.region();
    String state = order.state().isEmpty() ? "" : ";state=" + order.state();
    headers.set(ForwardedHeaders.REPLAY_SOURCE, told + state);
    if (fly) {
      long micros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
      headers.set(FlyNames.SOURCE, told + ";t=" + micros + state);
    }
    String service = order.service().isEmpty() ? from.view().service() : order.service();
    wish = new Wish(new Query.ById(service), next, wish.client());
  }

  /** Not there again; not in its region if that has no other. */
  private static Facts elsewhere(Facts facts, Upstream from, String source) {
    Set<String> avoid = new HashSet<>(facts.avoid());
    avoid.add(source);
    boolean only =
        from.remote()
            && from.view().elsewhere().stream()
                .anyMatch(one -> one.region().equals(from.region()) && one.routable() == 1);
    Facts next = facts.avoiding(avoid);
    return only ? next.without(from.region()) : next;
  }

  Wish wish() {
    return wish;
  }

  HttpMethod method() {
    return head.method();
  }

  /** How long its head says its body is; -1 if it does not say. */
  long contentLength() {
    return HttpUtil.getContentLength(head, -1L);
  }

  /** The trace it is part of, as the client wrote it; empty if it is in none. */
  String traceparent() {
    return head.headers().get(ForwardedHeaders.TRACEPARENT, "");
  }

  /** The id of this request, for the client too. */
  String id() {
    return id;
  }

  /** The length its body is said to have; -1 if nothing is said. */
  long length() {
    return HttpUtil.getContentLength(head, -1L);
  }

  /** Whether sending it twice does what sending it once does. */
  boolean idempotent() {
    return IDEMPOTENT.contains(head.method());
  }

  /** Whether the client arrived over TLS, here or in another region. */
  boolean secure() {
    return "https"
        .equals(head.headers().get(ForwardedHeaders.FORWARDED_PROTO)); // of our own making
  }

  /** Whether the client speaks HTTP/1.0. */
  boolean oldClient() {
    return oldClient;
  }

  /** Whether the client wants to keep its connection. */
  boolean keepAlive() {
    return keepAlive;
  }

  /** Whether the client sends the body only after {@code 100 Continue}. */
  boolean expects() {
    return expects;
  }

  /** The protocols the client would rather speak. */
  Upgrade upgrade() {
    return upgrade;
  }

  /** Whether the client reads errors as JSON. */
  boolean json() {
    return head.headers().get(HttpHeaderNames.ACCEPT, "").contains("application/json");
  }
}
