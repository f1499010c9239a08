package dev.fairlead.proxy.http;

import dev.fairlead.catalog.model.Policy;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * What came of one request behind its head, and what is still to come.
 *
 * <p>Confined to its event loop.
 */
final class RequestBody {
  private final ForwardedRequest request;
  private final Ledger ledger;
  private long limit = Policy.ANY_BODY;
  private long declared = -1;
  private long bytes;
  private boolean done;
  private boolean begun;

  RequestBody(ForwardedRequest request, Ledger ledger) {
    this.request = request;
    this.ledger = ledger;
  }

  /** It must not be larger than that, nor its head say that it will be. */
  void limit(long most) {
    limit = most;
    if (most != Policy.ANY_BODY) {
      declared = request.contentLength();
    }
  }

  /** Whether it is larger than it must be, or will be. */
  boolean tooLarge() {
    return bytes > limit || declared > limit;
  }

  /** What a client is told whose body is too large. */
  BadRequest refusal() {
    return BadRequest.tooLarge(limit);
  }

  /** A piece that can be read; its trailers, if any, are as they go on. */
  void received(HttpContent piece) {
    int size = piece.content().readableBytes();
    bytes += size;
    ledger.received(size);
    if (piece instanceof LastHttpContent last) {
      done = true;
      ForwardedHeaders.ofTrailers(last.trailingHeaders());
    }
  }

  /** An upstream gets bytes of it. */
  void sent(int bytes) {
    begun |= bytes > 0;
  }

  /** Nobody wants to see the end of it. */
  void givenUp() {
    done = true;
  }

  /** Whether the request is complete. */
  boolean done() {
    return done;
  }

  /** Whether an upstream got any byte of it. */
  boolean begun() {
    return begun;
  }

  /** What of it is waited for, if it is {@code read} now. */
  Awaited awaited(Reply reply, boolean read) {
    if (done) {
      return Awaited.NOTHING;
    }
    if (reply.done()) {
      return Awaited.REST;
    }
    // Who asked whether to send it waits for the instance.
    boolean told = !request.expects() || begun || reply.continued();
    return read && told && !reply.started() ? Awaited.BODY : Awaited.NOTHING;
  }
}
