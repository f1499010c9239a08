package dev.fairlead.proxy.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StatusReaderTest {
  private static int read(String bytes) {
    return new StatusReader().read(Unpooled.copiedBuffer(bytes, ISO_8859_1));
  }

  @Test
  void theStatusIsFoundWhereverTheBytesAreCut() {
    String bytes =
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
            + "HTTP/1.1 503 Busy\r\nContent-Length: 3\r\n\r\nno!";
    for (int cut = 0; cut < bytes.indexOf("Content-Length"); cut++) {
      StatusReader reader = new StatusReader();
      int first = reader.read(Unpooled.copiedBuffer(bytes.substring(0, cut), ISO_8859_1));
      ByteBuf rest = Unpooled.copiedBuffer(bytes.substring(cut), ISO_8859_1);
      assertEquals(503, first == StatusReader.MORE ? reader.read(rest) : first, "cut at " + cut);
    }
  }

  @Test
  void reasonAndCarriageReturnAreOptional() {
    for (String line : List.of("HTTP/1.1 204", "HTTP/1.0 204 ", "HTTP/1.1 204 No Content")) {
      assertEquals(204, read(line + "\r\n"));
      assertEquals(204, read(line + "\n"));
    }
    assertEquals(101, read("HTTP/1.1 101 Switching Protocols\r\n"));
  }

  @Test
  void whatIsNoResponseIsMalformed() {
    for (String line :
        List.of(
            "",
            "SSH-2.0-OpenSSH_9.2",
            "HTTP/2 200",
            "HTTP/1.1  200 OK",
            "HTTP/1.1 20",
            "HTTP/1.1 2000 OK",
            "HTTP/1.1 2x0 OK",
            "HTTP/1.1 099 OK",
            "HTTP/1.1 600 OK",
            "http/1.1 200 OK",
            "GET / HTTP/1.1")) {
      assertEquals(StatusReader.MALFORMED, read(line + "\r\n"), line);
    }
  }

  @Test
  void anEndlessBeginningIsGivenUp() {
    StatusReader reader = new StatusReader();
    int answer = StatusReader.MORE;
    int bytes = 0;
    while (answer == StatusReader.MORE) {
      answer = reader.read(Unpooled.copiedBuffer("HTTP/1.1 100 a\r\n\r\n", ISO_8859_1));
      bytes += 18;
    }
    assertEquals(StatusReader.MALFORMED, answer);
    assertEquals(true, bytes < StatusReader.MAX_BYTES + 36, () -> "gave up late");
    assertEquals(StatusReader.MORE, read("a".repeat(StatusReader.MAX_BYTES)));
    assertEquals(StatusReader.MALFORMED, read("a".repeat(StatusReader.MAX_BYTES + 1)));
  }
}
