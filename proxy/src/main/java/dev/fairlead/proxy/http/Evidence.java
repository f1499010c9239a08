package dev.fairlead.proxy.http;

import dev.fairlead.proxy.observe.BadMessage;
import dev.fairlead.proxy.observe.Traffic;
import dev.fairlead.proxy.route.Fault;
import dev.fairlead.proxy.wire.Excerpt;
import dev.fairlead.proxy.wire.Malformed;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Map;

/** Keeps what could not be read for {@code show errors}. Stateless. */
final class Evidence {
  private static final String FC04 = Fault.FC04.name();

  private Evidence() {}

  /**
   * Of a client's message that is refused as {@code bad}, if what is wrong is how it is written.
   */
  static void ofClient(Traffic traffic, Arrival arrival, BadRequest bad, HttpObject message) {
    if (!bad.malformed()) {
      return;
    }
    Malformed malformed = Malformed.in(message.decoderResult());
    Excerpt excerpt = malformed == null ? written(message, bad.offset()) : malformed.excerpt();
    traffic.malformed(
        new BadMessage(
            System.currentTimeMillis(),
            BadMessage.Source.client(arrival.clientIp(), arrival.listener()),
            new BadMessage.Problem(bad.code(), bad.words(), bad.offset()),
            excerpt));
  }

  /** Of a piece of a request's body that cannot be read; tells how it is refused. */
  static BadRequest ofBody(Traffic traffic, Arrival arrival, HttpContent piece) {
    Malformed malformed = Malformed.in(piece.decoderResult());
    BadRequest bad =
        malformed == null ? BadRequest.body("cannot be read") : BadRequest.of(malformed);
    ofClient(traffic, arrival, bad, piece);
    return bad;
  }

  /** Of a response that makes no sense; {@code message} may be released. */
  static void ofInstance(Traffic traffic, BadMessage.Source source, HttpObject message) {
    Malformed malformed = Malformed.in(message.decoderResult());
    BadMessage.Problem problem =
        malformed == null
            ? new BadMessage.Problem(FC04, "not what may follow here", -1)
            : new BadMessage.Problem(FC04, malformed.words(), malformed.offset());
    Excerpt excerpt = malformed == null ? Excerpt.NONE : malformed.excerpt();
    traffic.malformed(new BadMessage(System.currentTimeMillis(), source, problem, excerpt));
  }

  /** A head as it was written, but for blanks around values: the decoder let it through. */
  private static Excerpt written(HttpObject message, long offset) {
    if (!(message instanceof HttpRequest request)) {
      return Excerpt.NONE;
    }
    StringBuilder head = new StringBuilder();
    head.append(request.method().name()).append(' ').append(request.uri()).append(' ');
    head.append(request.protocolVersion().text()).append("\r\n");
    long enough = Math.max(0, offset) + Excerpt.BYTES;
    for (Map.Entry<String, String> field : request.headers()) {
      if (head.length() > enough) {
        break;
      }
      head.append(field.getKey()).append(": ").append(field.getValue()).append("\r\n");
    }
    return Excerpt.of(head.toString(), offset);
  }
}
