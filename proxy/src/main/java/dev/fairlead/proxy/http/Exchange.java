package dev.fairlead.proxy.http;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.proxy.connect.Backhaul;
import dev.fairlead.proxy.connect.Dispatch;
import dev.fairlead.proxy.connect.HttpLink;
import dev.fairlead.proxy.connect.ResponseSink;
import dev.fairlead.proxy.connect.Upstream;
import dev.fairlead.proxy.route.Facts;
import dev.fairlead.proxy.route.Fault;
import dev.fairlead.proxy.route.Query;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, streamed piece by piece, never collected.
 *
 * <pre>
 *   start ──► dispatch ──connected──► head and body up ⇄ response down ──► finished
 *                │ refused                  │ upstream gone before the response: again or an error
 *                ▼                          │ upstream gone within it: client aborted
 *              error answer                 ▼ client gone: upstream closed
 * </pre>
 *
 * <p>Either side is read only as fast as the other takes. An upstream connection goes back to its
 * pool only when request and response were both complete. Confined to the client's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class Exchange implements ResponseSink, Dispatch.Outcome {
  /** How much of a request nobody wants any more is read to keep the client's connection. */
  private static final int MAX_DISCARDED_BYTES = 256 * 1024;

  /** May be sent again when it is not known whether it arrived (RFC 9110, section 9.2.2). */
  private static final Set<HttpMethod> IDEMPOTENT =
      Set.of(
          HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);

  private final HttpService service;
  private final HttpFront front;
  private final Arrival arrival;
  private final HttpRequest request;
  private final String id;
  private final Ledger ledger;
  private final boolean expects;
  private final boolean json;
  private final Query query;
  private final Facts facts;
  private @Nullable Dispatch dispatch;
  private @Nullable Upstream upstream;
  private @Nullable Patience patience;
  private final boolean oldClient;
  private boolean keepClient;
  private boolean keepUpstream;
  private boolean bodySent;
  private boolean sentAgain;
  private boolean requestDone;
  private boolean interim;
  private boolean responseStarted;
  private boolean responseDone;
  private boolean over;
  private int discarded;

  Exchange(HttpService service, HttpFront front, Arrival arrival, HttpRequest request) {
    this.service = service;
    this.front = front;
    this.arrival = arrival;
    this.request = request;
    Target target = RequestCheck.target(request);
    this.ledger = new Ledger(request, target, arrival);
    this.oldClient = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    this.keepClient = HttpUtil.isKeepAlive(request);
    this.expects = HttpUtil.is100ContinueExpected(request);
    this.json = request.headers().get(HttpHeaderNames.ACCEPT, "").contains("application/json");
    String carriedId = request.headers().get(ForwardedHeaders.REQUEST_ID, "");
    this.id =
        arrival.carried() && !carriedId.isEmpty()
            ? carriedId
            : RequestId.next(System.currentTimeMillis(), ThreadLocalRandom.current());
    String region = service.dispatcher().region();
    this.facts =
        new Facts(
            region,
            arrival.carried(),
            request.headers().get(ForwardedHeaders.PREFER_REGION, ""),
            request.headers().get(ForwardedHeaders.FORCE_INSTANCE, ""));
    if (arrival.carried()) {
      this.query = new Query.ById(request.headers().get(Backhaul.SERVICE, ""));
      ForwardedHeaders.ofCarried(request, service.node());
    } else {
      this.query = new Query.ByHost(target.host(), target.path(), arrival.port());
      ForwardedHeaders.ofClient(request, target, arrival, region, service.node());
      request.headers().set(ForwardedHeaders.REQUEST_ID, id);
    }
    request.setProtocolVersion(HttpVersion.HTTP_1_1); // so that the instance keeps the connection
  }

  void start(ChannelHandlerContext ctx) {
    var wish = new Dispatch.Wish(query, facts, arrival.clientIp());
    dispatch =
        new Dispatch(service.dispatcher(), ctx.channel().eventLoop(), wish, service.opener(), this);
    dispatch.start();
  }

  // From the client.

  /** Whether more of the request may be read now. */
  boolean takesRequest() {
    if (requestDone) {
      return false;
    }
    return responseDone || (upstream != null && upstream.channel().isWritable());
  }

  void fromClient(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      content.release();
      badBody(String.valueOf(content.decoderResult().cause().getMessage()));
      return;
    }
    int bytes = content.content().readableBytes();
    ledger.received(bytes);
    if (content instanceof LastHttpContent last) {
      requestDone = true;
      ForwardedHeaders.ofTrailers(last.trailingHeaders());
    }
    if (upstream == null) {
      content.release();
      discard(bytes);
      return;
    }
    bodySent |= bytes > 0;
    progress();
    upstream.channel().write(content);
  }

  /**
   * The answer is out already; what is left of the request is read and forgotten, up to a limit.
   */
  private void discard(int bytes) {
    discarded += bytes;
    if (discarded > MAX_DISCARDED_BYTES && !front.stream()) {
      keepClient = false;
      requestDone = true;
    }
    if (requestDone && responseDone) {
      finish();
    }
  }

  private void badBody(String words) {
    letGo(false);
    boolean answered = responseStarted;
    ledger.answered(400, "FQ14");
    ledger.ended("PR");
    close();
    if (answered) {
      front.abort();
    } else {
      front.refuseBody(words.replaceAll("[^\\x20-\\x7e]", "?"));
    }
  }

  void clientPaused() {
    if (upstream != null) {
      upstream.channel().flush();
    }
  }

  void clientWritabilityChanged() {
    if (upstream != null && upstream.channel().isActive()) {
      upstream.channel().config().setAutoRead(front.writable());
    }
  }

  void clientGone() {
    if (over) {
      return;
    }
    if (dispatch != null) {
      dispatch.cancel();
    }
    ledger.ended(upstream == null ? "CC" : responseStarted ? "CD" : "CH");
    letGo(false);
    close();
  }

  // Outcome of the dispatch.

  @Override
  public void connected(Upstream found) {
    upstream = found;
    ledger.connected(found);
    Channel channel = found.channel();
    HttpLink.of(channel).attach(this);
    if (found.remote()) {
      request.headers().set(Backhaul.HOP, service.node());
      request.headers().set(Backhaul.SERVICE, found.view().service());
    } else {
      request.headers().remove(Backhaul.HOP);
      request.headers().remove(Backhaul.SERVICE);
    }
    channel.config().setAutoRead(true);
    channel.write(request);
    if (requestDone) {
      channel.write(LastHttpContent.EMPTY_LAST_CONTENT); // sent again
    }
    Policy policy = found.view().policy();
    patience = new Patience(channel.eventLoop(), policy, this::outOfPatience);
    front.updateReading();
    channel.flush();
  }

  @Override
  public void refused(Fault fault) {
    fail(fault);
  }

  // From the upstream.

  @Override
  public void fromUpstream(HttpObject message) {
    progress();
    if (message instanceof HttpResponse response) {
      responseHead(response);
    }
    if (message instanceof HttpContent content) {
      responseBody(content);
    }
  }

  private void responseHead(HttpResponse response) {
    if (!ResponseHead.valid(response)) {
      letGo(false);
      fail(Fault.FC04);
      return;
    }
    if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
      interim = true;
      if (!oldClient) {
        ForwardedHeaders.ofResponse(response.headers());
        front.write(interimOf(response));
      }
      return;
    }
    responseStarted = true;
    ledger.responded(response.status().code());
    boolean keep = keepClient && mayKeep(!bodySent);
    ResponseHead head = ResponseHead.of(response, request.method(), oldClient, keep, id);
    keepClient = head.keepClient();
    keepUpstream = head.keepUpstream();
    front.write(head.message());
  }

  /** Whether the connection may stay; a stream's connection is not this exchange's to end. */
  private boolean mayKeep(boolean bodyMayFollow) {
    return front.stream() || (!service.draining().getAsBoolean() && !(expects && bodyMayFollow));
  }

  private static FullHttpResponse interimOf(HttpResponse response) {
    FullHttpResponse copy =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, response.status(), Unpooled.EMPTY_BUFFER);
    copy.headers().set(response.headers());
    return copy;
  }

  private void responseBody(HttpContent content) {
    if (interim || !responseStarted || responseDone) {
      interim &= !(content instanceof LastHttpContent);
      content.release();
      return;
    }
    if (content.decoderResult().isFailure()) {
      content.release();
      letGo(false);
      fail(Fault.FC04);
      return;
    }
    ledger.sent(content.content().readableBytes());
    boolean last = content instanceof LastHttpContent;
    if (content instanceof LastHttpContent end) {
      ForwardedHeaders.ofTrailers(end.trailingHeaders());
    }
    front.write(content);
    if (last) {
      responseComplete();
    } else if (!front.writable() && upstream != null) {
      upstream.channel().config().setAutoRead(false);
    }
  }

  private void responseComplete() {
    responseDone = true;
    letGo(requestDone && keepUpstream);
    front.flush();
    if (requestDone) {
      finish();
    } else {
      front.updateReading();
    }
  }

  @Override
  public void upstreamPaused() {
    front.flush();
  }

  @Override
  public void upstreamWritabilityChanged() {
    front.updateReading();
  }

  @Override
  public void upstreamClosed(@Nullable Throwable cause) {
    Upstream lost = upstream;
    if (lost == null || over) {
      return;
    }
    boolean untouched = !responseStarted && !bodySent && !sentAgain;
    boolean reused = HttpLink.of(lost.channel()) == null || HttpLink.of(lost.channel()).reused();
    release();
    if (untouched && reused && IDEMPOTENT.contains(request.method()) && dispatch != null) {
      sentAgain = true;
      dispatch.again();
      return;
    }
    ledger.ended(responseStarted ? "SD" : "SH");
    fail(responseStarted ? Fault.FC04 : lost.remote() ? Fault.FB01 : Fault.FC01);
  }

  private void outOfPatience() {
    ledger.ended(responseStarted ? "sD" : "sH");
    letGo(false);
    fail(Fault.FC03);
  }

  private void progress() {
    if (patience != null) {
      patience.progress(responseStarted);
    }
  }

  // Endings.

  /** Answers with an error, or, when the response is already on its way, breaks it off. */
  private void fail(Fault fault) {
    if (over) {
      return;
    }
    if (responseStarted) {
      ledger.answered(0, fault.name());
      close();
      front.abort();
      return;
    }
    ledger.answered(fault.status(), fault.name());
    responseStarted = true;
    responseDone = true;
    keepClient &= mayKeep(!requestDone);
    FullHttpResponse answer =
        new ErrorAnswer(fault.name(), fault.status(), fault.words(), fault.retryLater())
            .response(json, id);
    if (!keepClient) {
      answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (oldClient) {
      answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    front.write(answer);
    front.flush();
    if (requestDone) {
      finish();
    } else {
      front.updateReading();
    }
  }

  private void finish() {
    if (!over) {
      close();
      front.finished(keepClient);
    }
  }

  /** Parts with the upstream. */
  private void letGo(boolean clean) {
    Upstream used = upstream;
    if (used != null) {
      HttpLink link = HttpLink.of(used.channel());
      release();
      if (link != null) {
        link.detach(used.channel(), clean);
      }
    }
  }

  private void release() {
    if (upstream != null) {
      upstream.release();
      upstream = null;
    }
    if (patience != null) {
      patience.end();
      patience = null;
    }
  }

  private void close() {
    over = true;
    String name = dispatch == null ? "" : dispatch.service();
    int retries = dispatch == null ? 0 : dispatch.retries();
    ledger.close(name, retries, service.traffic(), service.log());
  }
}
