package dev.fairlead.proxy.http;

import dev.fairlead.proxy.wire.Limits;
import dev.fairlead.proxy.wire.Oddity;
import dev.fairlead.proxy.wire.RequestDecoder;
import dev.fairlead.proxy.wire.ResponseEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.function.Consumer;

/**
 * HTTP/1.1 towards a client.
 *
 * <p>Behind a request that asks for another protocol nothing is decoded until it is answered: what
 * follows is the next request if the upgrade is refused, and is not HTTP at all if it is granted.
 * Only the answer tells, and nobody but the instance gives it (RFC 9110, section 7.8). Until then
 * it is held back, at most {@value #MAX_HELD_BYTES} bytes; more closes the connection. Confined to
 * its event loop.
 */
final class ClientCodec {
  private static final Limits LIMITS = new Limits(8 * 1024, 16 * 1024, 100, 64 * 1024);

  /**
   * Requests decoded ahead of the one being answered; more closes the connection. One read of the
   * socket, 64 KiB, cannot hold more, and the next read waits for these.
   */
  private static final int MAX_PIPELINED = 4_096;

  /** Four reads of the socket; reading stops while an upgrade waits for its answer. */
  private static final int MAX_HELD_BYTES = 256 * 1024;

  private final Requests requests;
  private final Responses responses = new Responses();

  /**
   * For one connection.
   *
   * @param odd told of what is allowed and hardly anybody does
   */
  ClientCodec(Consumer<Oddity> odd) {
    requests = new Requests(odd);
  }

  /** Two handlers: what only one direction needs is no detour of the other. */
  void addTo(ChannelPipeline pipeline) {
    pipeline.addLast(requests, responses);
  }

  /** Bytes that it has not decoded go on as they are. */
  void removeFrom(ChannelPipeline pipeline) {
    pipeline.remove(requests);
    pipeline.remove(responses);
  }

  /** What is written next answers this request. */
  void answering(HttpRequest request) {
    requests.ahead--;
    responses.head = request.method().equals(HttpMethod.HEAD);
  }

  /** Whether an upgrade that was asked for is not decided yet. */
  boolean holdsBack() {
    return requests.held;
  }

  /** The upgrade was refused: what came behind it are requests, decoded with the next read. */
  void release() {
    requests.held = false;
  }

  /** Whether a request began to arrive, and is not complete. */
  boolean withinRequest() {
    return requests.within();
  }

  /** Whether bytes came that are not decoded yet. */
  boolean anythingLeft() {
    return requests.left() > 0;
  }

  /** Decodes, up to an upgrade that is asked for. */
  private static final class Requests extends RequestDecoder {
    private final Consumer<Oddity> odd;
    private boolean upgrading;
    private boolean held;
    private int ahead;

    Requests(Consumer<Oddity> odd) {
      super(LIMITS);
      this.odd = odd;
    }

    @Override
    protected void odd(Oddity kind) {
      odd.accept(kind);
    }

    private int left() {
      return actualReadableBytes();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
        throws Exception {
      if (held) {
        if (in.readableBytes() > MAX_HELD_BYTES) {
          throw new TooLongFrameException("more than was to be held back behind an upgrade");
        }
        return;
      }
      int before = out.size();
      super.decode(ctx, in, out);
      for (int i = before; i < out.size(); i++) {
        note(out.get(i));
      }
    }

    private void note(Object message) {
      if (message instanceof HttpRequest request) {
        upgrading = Upgrade.of(request).asked();
        if (++ahead > MAX_PIPELINED) {
          throw new TooLongFrameException("more than " + MAX_PIPELINED + " requests pipelined");
        }
      } else if (message instanceof LastHttpContent) {
        held = upgrading;
      }
    }
  }

  /** Encodes; an answer to HEAD has no body although its fields describe one. */
  private static final class Responses extends ResponseEncoder {
    private boolean head;

    @Override
    protected boolean answersHead() {
      return head;
    }
  }
}
