package dev.fairlead.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.Mutations;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Netty's decoder as an oracle: what is accepted here, it reads the same way. {@code -Dseed=}
 * replays, {@code -Dmessages=} sets how many.
 */
@Timeout(600)
final class DifferentialTest {
  private static final Limits LIMITS = new Limits(8 * 1024, 16 * 1024, 100, 64 * 1024);
  private static final String VALID = "GET /last HTTP/1.1\r\nHost: app.test\r\n\r\n";

  /**
   * Within the quoted value of a chunk extension bytes beyond ASCII are allowed (RFC 9110, section
   * 5.6.4), but Netty refuses them.
   */
  private static final Pattern REFUSED_BY_NETTY =
      Pattern.compile(";[^\r\n]*\"[^\r\n]*[\\x80-\\xff]");

  private final long seed = Long.getLong("seed", System.nanoTime());

  @Test
  void whatIsAcceptedAnotherParserReadsTheSame() {
    Random random = random();
    int accepted = 0;
    int messages = Integer.getInteger("messages", 3_000);
    for (int i = 0; i < messages; i++) {
      String bytes = Mutations.next(random) + Mutations.next(random) + VALID;
      if (REFUSED_BY_NETTY.matcher(bytes).find()) {
        continue;
      }
      List<String> ours = complete(read(new RequestDecoder(LIMITS), bytes, bytes.length()));
      List<String> theirs =
          complete(read(new HttpRequestDecoder(new HttpDecoderConfig()), bytes, bytes.length()));
      accepted += ours.size();
      assertTrue(theirs.size() >= ours.size(), () -> replay(bytes) + ours + "\n" + theirs);
      assertEquals(ours, theirs.subList(0, ours.size()), () -> replay(bytes));
    }
    assertTrue(accepted > messages / 10, "accepted only " + accepted);
  }

  @Test
  void howTheBytesAreCutChangesNothing() {
    Random random = random();
    for (int i = 0; i < 500; i++) {
      String bytes = Mutations.next(random) + Mutations.next(random) + VALID;
      List<String> whole = read(new RequestDecoder(LIMITS), bytes, bytes.length());
      assertEquals(
          whole,
          read(new RequestDecoder(LIMITS), bytes, 1 + random.nextInt(40)),
          () -> replay(bytes));
      assertEquals(whole, read(new RequestDecoder(LIMITS), bytes, 1), () -> replay(bytes));
    }
  }

  private Random random() {
    System.out.println("DifferentialTest -Dseed=" + seed);
    return new Random(seed);
  }

  private String replay(String bytes) {
    return "-Dseed=" + seed + "\n" + bytes + "\n";
  }

  private static List<String> complete(List<String> read) {
    return read.stream().filter(line -> line.startsWith("request ")).toList();
  }

  /** Complete requests, then what failed, if anything did. */
  private static List<String> read(ChannelHandler decoder, String bytes, int piece) {
    EmbeddedChannel channel = new EmbeddedChannel(decoder);
    List<String> read = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    for (int at = 0; at < bytes.length() && !failed(read); at += piece) {
      String part = bytes.substring(at, Math.min(bytes.length(), at + piece));
      channel.writeInbound(Unpooled.copiedBuffer(part, StandardCharsets.ISO_8859_1));
      for (HttpObject next = channel.readInbound(); next != null; next = channel.readInbound()) {
        if (!failed(read)) {
          note(next, open, read);
        }
        ReferenceCountUtil.release(next);
      }
    }
    channel.finishAndReleaseAll();
    return read;
  }

  private static boolean failed(List<String> read) {
    return !read.isEmpty() && read.getLast().startsWith("failed ");
  }

  private static void note(HttpObject object, StringBuilder open, List<String> read) {
    if (object.decoderResult().isFailure()) {
      read.add("failed " + object.decoderResult().cause().getMessage());
      return;
    }
    if (object instanceof HttpRequest request) {
      open.setLength(0);
      open.append("request ").append(request.method()).append(' ').append(request.uri());
      open.append(' ')
          .append(request.protocolVersion())
          .append(fields(request.headers().entries()));
    }
    if (object instanceof HttpContent content) {
      open.append(content.content().toString(StandardCharsets.ISO_8859_1));
    }
    if (object instanceof LastHttpContent last) {
      open.append(trailers(last.trailingHeaders().entries()));
      read.add(open.toString());
    }
  }

  private static List<String> fields(List<Map.Entry<String, String>> entries) {
    return entries.stream()
        .map(entry -> (entry.getKey() + ": " + entry.getValue()).toLowerCase(Locale.ROOT))
        .map(line -> line.replaceFirst("^content-length: 0+(?=\\d)", "content-length: "))
        .sorted()
        .toList();
  }

  /** But for those that Netty drops in its decoder, and the proxy behind it. */
  private static List<String> trailers(List<Map.Entry<String, String>> entries) {
    return fields(entries).stream()
        .filter(line -> !line.matches("(content-length|transfer-encoding|trailer):.*"))
        .toList();
  }
}
