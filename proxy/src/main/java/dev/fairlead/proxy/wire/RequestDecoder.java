package dev.fairlead.proxy.wire;

import dev.fairlead.proxy.wire.Malformed.Part;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Set;

/**
 * Decodes requests: method, target and version with one space between (RFC 9112, section 3).
 *
 * <p>Confined to its event loop.
 */
public class RequestDecoder extends MessageDecoder {
  /** Usually without a body. */
  private static final Set<HttpMethod> BODILESS =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.DELETE);

  /** Decodes what stays within {@code limits}. */
  public RequestDecoder(Limits limits) {
    super(limits, false);
  }

  @Override
  final HttpMessage start(LineReader line, int length) throws Malformed {
    byte[] octets = line.octets();
    int method = Octets.firstNot(Octets.TOKEN, octets, 0, length);
    checkSpace(octets, method, length, line.begin());
    int target = Octets.firstNot(Octets.TARGET, octets, method + 1, length);
    if (target == method + 1) {
      throw Malformed.at(line.begin() + target, Part.LINE, "no target after one space");
    }
    checkSpace(octets, target, length, line.begin());
    HttpVersion version = Versions.of(octets, target + 1, length, line.begin());
    if (target + 1 + Versions.LENGTH != length) {
      int bad = target + 1 + Versions.LENGTH;
      throw Malformed.octet(octets[bad], line.begin() + bad, Part.LINE);
    }
    return new DefaultHttpRequest(
        version, method(line, method), line.text(method + 1, target), new Fields());
  }

  private static void checkSpace(byte[] octets, int at, int length, long begin) throws Malformed {
    if (at == length) {
      throw Malformed.at(begin + at, Part.LINE, "the line ends early");
    }
    if (at == 0 || octets[at] != ' ') {
      throw Malformed.octet(octets[at], begin + at, Part.LINE);
    }
  }

  private static HttpMethod method(LineReader line, int length) {
    byte[] octets = line.octets();
    if (length == 3 && octets[0] == 'G' && octets[1] == 'E' && octets[2] == 'T') {
      return HttpMethod.GET;
    }
    return HttpMethod.valueOf(line.text(0, length));
  }

  @Override
  final HttpMessage unreadable() {
    return new DefaultHttpRequest(
        HttpVersion.HTTP_1_1, HttpMethod.GET, "", new Fields()); // no real one is so
  }

  @Override
  final Framing framing(HttpMessage message) throws Malformed {
    HttpRequest request = (HttpRequest) message;
    Framing framing = Framing.ofRequest(request);
    if (framing != Framing.Open.NONE && BODILESS.contains(request.method())) {
      odd(Oddity.UNEXPECTED_BODY);
    }
    return framing;
  }

  @Override
  final boolean skipsEmptyLines() {
    return true;
  }
}
