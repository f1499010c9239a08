package dev.fairlead.proxy.http;

import dev.fairlead.proxy.observe.Ending;
import dev.fairlead.proxy.route.Fault;
import dev.fairlead.proxy.route.Ruling;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one client is answered: any number of interim responses, then one response, piece by piece.
 *
 * <pre>
 *   nothing ──head──► started ──last piece──► done
 *      │──────────────error──────────────────► done
 *      └────────── 101, asked for ───────────► switched
 * </pre>
 *
 * <p>Decides whether the connections may serve another exchange. Confined to its event loop.
 */
final class Reply {
  /** How much of a request nobody wants any more is read to keep the client's connection. */
  private static final int MAX_DISCARDED_BYTES = 256 * 1024;

  /** Interim responses to one request; an instance that sends more sends them without end. */
  private static final int MAX_INTERIM = 32;

  private final HttpFront front;
  private final ForwardedRequest request;
  private final BooleanSupplier draining;
  private final Ledger ledger;
  private @Nullable String cookie;
  private boolean keepClient;
  private boolean keepUpstream;
  private boolean interim;
  private int interims;
  private boolean continued;
  private boolean started;
  private boolean done;
  private boolean switched;
  private int discarded;

  Reply(HttpFront front, ForwardedRequest request, BooleanSupplier draining, Ledger ledger) {
    this.front = front;
    this.request = request;
    this.draining = draining;
    this.ledger = ledger;
    this.keepClient = request.keepAlive();
  }

  /** What brings the client to the same instance the next time; null for nothing. */
  void keepsClientBy(@Nullable String nameAndValue) {
    cookie = nameAndValue;
  }

  /** Whether the client got the head of its response. */
  boolean started() {
    return started;
  }

  /** Whether the client got all of it. */
  boolean done() {
    return done;
  }

  /** Whether client and instance agreed on another protocol; HTTP ends here. */
  boolean switched() {
    return switched && done;
  }

  /** Whether the client was told to send its body. */
  boolean continued() {
    return continued;
  }

  /** Whether the client's connection may serve another request. */
  boolean keepClient() {
    return keepClient;
  }

  /** Whether the upstream's connection may serve another request. */
  boolean keepUpstream() {
    return keepUpstream;
  }

  /** Whether more of the request was forgotten than a kept connection is worth; it ends then. */
  boolean endsAfterDiscarding(int bytes) {
    discarded += bytes;
    if (discarded > MAX_DISCARDED_BYTES && !front.stream()) {
      keepClient = false;
      return true;
    }
    return false;
  }

  /**
   * A head from the upstream.
   *
   * @param bodyMayFollow whether the client may not have begun to send its body
   * @return false if it makes no sense; the client got nothing of it
   */
  boolean head(HttpResponse response, boolean bodyMayFollow) {
    if (started || !ResponseHead.valid(response)) {
      return false;
    }
    if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      return switches(response);
    }
    if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
      interim(response);
      return ++interims <= MAX_INTERIM;
    }
    if (cookie != null) {
      ForwardedHeaders.keep(response.headers(), cookie, request.secure());
    }
    started = true;
    interim = false; // of an upstream that was left, perhaps
    ledger.responded(response.status().code());
    boolean keep = keepClient && mayKeep(bodyMayFollow);
    ResponseHead head =
        ResponseHead.of(response, request.method(), request.oldClient(), keep, request.id());
    keepClient = head.keepClient();
    keepUpstream = head.keepUpstream();
    ForwardedHeaders.edit(head.message().headers(), request.responseEdits());
    front.write(head.message());
    return true;
  }

  /** Grants the client's upgrade as the instance did; not one that was not asked for. */
  private boolean switches(HttpResponse response) {
    if (!request.upgrade().grantedBy(response)) {
      return false;
    }
    started = true;
    switched = true;
    ledger.responded(response.status().code());
    ForwardedHeaders.ofSwitch(response.headers());
    response.headers().set(ForwardedHeaders.REQUEST_ID, request.id());
    front.write(headOnly(response));
    return true;
  }

  private static FullHttpResponse headOnly(HttpResponse response) {
    FullHttpResponse copy =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, response.status(), Unpooled.EMPTY_BUFFER);
    copy.headers().set(response.headers());
    return copy;
  }

  private void interim(HttpResponse response) {
    interim = true;
    continued |= response.status().equals(HttpResponseStatus.CONTINUE);
    if (!request.oldClient()) {
      ForwardedHeaders.ofResponse(response.headers());
      front.write(headOnly(response));
    }
  }

  /**
   * A piece of body from the upstream; it is written or released here.
   *
   * @return false if it cannot be decoded
   */
  boolean body(HttpContent content) {
    if (switched) {
      done = content instanceof LastHttpContent; // a 101 has no body
      content.release();
      return true;
    }
    if (interim || !started || done) {
      interim &= !(content instanceof LastHttpContent);
      content.release();
      return true;
    }
    if (content.decoderResult().isFailure()) {
      content.release();
      return false;
    }
    ledger.sent(content.content().readableBytes());
    if (content instanceof LastHttpContent last) {
      done = true;
      ForwardedHeaders.ofTrailers(last.trailingHeaders());
    }
    front.write(content);
    return true;
  }

  /** Answers with an error of our own. Only before {@link #started}. */
  void error(Fault fault, boolean bodyMayFollow) {
    own(answer(fault), bodyMayFollow);
  }

  /** Answers as the options of the route have it. Only before {@link #started}. */
  void ruled(Ruling ruling, boolean bodyMayFollow) {
    switch (ruling) {
      case Ruling.Onward _ -> throw new IllegalArgumentException("it goes on");
      case Ruling.Refused refused -> {
        ledger.answered(refused.fault().status(), refused.fault().name());
        ledger.ended(Ending.of(refused.fault()));
        FullHttpResponse answer = answer(refused.fault());
        if (refused.retrySeconds() > 0) {
          answer.headers().set(HttpHeaderNames.RETRY_AFTER, refused.retrySeconds());
        }
        own(answer, bodyMayFollow);
      }
      case Ruling.Redirected redirected -> {
        ledger.answered(redirected.status(), "");
        ledger.ended(Ending.LOCAL_REDIRECT);
        own(RedirectAnswer.to(redirected, request.id()), bodyMayFollow);
      }
    }
  }

  private FullHttpResponse answer(Fault fault) {
    return new ErrorAnswer(fault.name(), fault.status(), fault.words(), fault.retryLater())
        .response(request.json(), request.id());
  }

  /** Sends an answer of our own making. */
  private void own(FullHttpResponse answer, boolean bodyMayFollow) {
    started = true;
    done = true;
    keepClient &= mayKeep(bodyMayFollow);
    if (!keepClient) {
      answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (request.oldClient()) {
      answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    front.write(answer);
    front.flush();
  }

  /** Whether the connection may stay; a stream's connection is not this exchange's to end. */
  private boolean mayKeep(boolean bodyMayFollow) {
    return front.stream() || (!draining.getAsBoolean() && !(request.expects() && bodyMayFollow));
  }
}
