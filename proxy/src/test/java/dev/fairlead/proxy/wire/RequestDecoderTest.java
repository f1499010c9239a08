package dev.fairlead.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.fairlead.proxy.wire.Malformed.Part;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a request, and at which byte; {@code |} stands for CR LF. */
final class RequestDecoderTest {
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new RequestDecoder(new Limits(40, 60, 3, 8)));

  private Malformed read(String text) {
    channel.writeInbound(
        Unpooled.copiedBuffer(text.replace("|", "\r\n"), StandardCharsets.ISO_8859_1));
    Malformed malformed = null;
    for (HttpObject next = channel.readInbound(); next != null; next = channel.readInbound()) {
      malformed = Malformed.in(next.decoderResult());
      ReferenceCountUtil.release(next);
    }
    return malformed;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "LINE ~ 0 ~ @",
        "LINE ~ 4 ~ GET  / HTTP/1.1|",
        "LINE ~ 5 ~ GET /",
        "LINE ~ 3 ~ GET|",
        "LINE ~ 6 ~ GET / HTTP/1.1#|",
        "LINE ~ 14 ~ GET / HTTP/1.1 |",
        "VERSION ~ -1 ~ GET / HTTP/2.0|",
        "LINE_LENGTH ~ 40 ~ GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "FIELD ~ 20 ~ GET / HTTP/1.1|a: b",
        "FIELD ~ 17 ~ GET / HTTP/1.1|a : b|",
        "FIELD ~ 16 ~ GET / HTTP/1.1|: b|",
        "FIELD ~ 22 ~ GET / HTTP/1.1|a: b| c|",
        "FIELDS_SIZE ~ 34 ~ GET / HTTP/1.1|a: b|c: d|e: f|g: h|",
        "LENGTH ~ -1 ~ GET / HTTP/1.1|Content-Length: x||",
        "CODING ~ -1 ~ GET / HTTP/1.1|Transfer-Encoding: x, chunked||",
        "BODY ~ 50 ~ GET / HTTP/1.1|Transfer-Encoding: chunked||1|abc",
        "BODY ~ 46 ~ GET / HTTP/1.1|Transfer-Encoding: chunked||x|",
      })
  void isNamedWithItsByte(Part part, long offset, String text) {
    boolean cut = text.equals("GET /") || text.endsWith("a: b");
    Malformed malformed = read(cut ? text + "\n" : text);
    assertNotNull(malformed);
    assertEquals(part, malformed.part());
    assertEquals(offset, malformed.offset(), malformed.words());
  }

  @Test
  void everyRequestCountsItsOwnBytes() {
    assertNull(read("GET / HTTP/1.1||GET / HTTP/1.1|Content-Length: 3||abc"));
    assertEquals(0, read("@").offset());
  }

  @Test
  void behindWhatIsMalformedNothingIsRead() {
    assertNotNull(read("@"));
    assertNull(read("GET / HTTP/1.1||"));
    assertNull(channel.readInbound());
  }
}
