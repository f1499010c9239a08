package dev.fairlead.proxy.wire;

import dev.fairlead.proxy.wire.Malformed.Part;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/**
 * Decodes responses: version, three digits, and a reason that may be missing (RFC 9112, section 4).
 *
 * <p>Confined to its event loop.
 */
public class ResponseDecoder extends MessageDecoder {
  private static final int STATUS = Versions.LENGTH + 1;
  private static final int REASON = STATUS + 3;

  /** Decodes what stays within {@code limits}. */
  public ResponseDecoder(Limits limits) {
    super(limits, true);
  }

  /** Whether the response being decoded answers HEAD, and so has no body whatever it says. */
  protected boolean answersHead() {
    return false;
  }

  @Override
  final HttpMessage start(LineReader line, int length) throws Malformed {
    byte[] octets = line.octets();
    HttpVersion version = Versions.of(octets, 0, length, line.begin());
    if (length < REASON || octets[STATUS - 1] != ' ' || !statusIn(octets)) {
      throw Malformed.at(line.begin() + STATUS, Part.LINE, "no status from 100 to 599");
    }
    if (length > REASON && octets[REASON] != ' ') {
      throw Malformed.octet(octets[REASON], line.begin() + REASON, Part.LINE);
    }
    int bad = Octets.firstNot(Octets.VALUE, octets, REASON, length);
    if (bad < length) {
      throw Malformed.octet(octets[bad], line.begin() + bad, Part.LINE);
    }
    int code = Integer.parseInt(line.text(STATUS, REASON));
    String reason = length > REASON ? line.text(REASON + 1, length) : "";
    return new DefaultHttpResponse(version, HttpResponseStatus.valueOf(code, reason), new Fields());
  }

  private static boolean statusIn(byte[] octets) {
    return octets[STATUS] >= '1'
        && octets[STATUS] <= '5'
        && Octets.is(Octets.DIGIT, octets[STATUS + 1])
        && Octets.is(Octets.DIGIT, octets[STATUS + 2]);
  }

  @Override
  final HttpMessage unreadable() {
    return new DefaultHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_GATEWAY, new Fields());
  }

  @Override
  final Framing framing(HttpMessage message) throws Malformed {
    return Framing.ofResponse((HttpResponse) message, answersHead());
  }

  @Override
  final boolean skipsEmptyLines() {
    return false;
  }
}
