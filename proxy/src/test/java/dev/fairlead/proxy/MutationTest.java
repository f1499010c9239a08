package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.RawClient.Response;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of {@link Mutations tampered} requests: the origin sees exactly those that the proxy
 * accepted, as the proxy read them. {@code -Dseed=} replays a run, {@code -Dmutations=} sets how
 * many requests are judged.
 */
@Timeout(600)
final class MutationTest {
  private static final int PER_CONNECTION = 6;
  private static final Pattern LOGGED =
      Pattern.compile("\"(\\S+ \\S+) HTTP/1\\.[01]\" 200 (\\d+) ");

  /** Never within reach of what waits for more, and never a request. */
  private static final String END = "END\r\n\r\n".repeat(Mutations.MAX_REACH / 4);

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final int judgements = Integer.getInteger("mutations", 5_200);
  private final Random random = new Random(seed);
  private final List<String> readByOrigin = new ArrayList<>();
  private int judged;
  private int accepted;

  @Test
  void theOriginSeesExactlyWhatWasAccepted(@TempDir Path data) throws IOException {
    System.out.println("MutationTest -Dseed=" + seed + " -Dmutations=" + judgements);
    try (RecordingOrigin origin = new RecordingOrigin();
        TestRegion ams = new TestRegion("ams", data)) {
      ams.serveFrom(ams, "app", origin.port());
      origin.answer =
          (request, out) ->
              out.write(
                  Origin.ascii(
                      "HTTP/1.1 200 OK\r\nX-Seen: %d\r\nContent-Length: 0\r\n\r\n"
                          .formatted(origin.requests.size())));
      while (judged < judgements) {
        judge(ams, origin);
      }
      assertTrue(accepted > judgements / 20, "accepted only " + accepted);
      assertTrue(accepted < judged, "refused nothing");
      Waits.until(() -> readByProxy(ams).size() == readByOrigin.size());
      assertEquals(readByOrigin, readByProxy(ams));
    }
  }

  /** One connection, up to its first refusal. */
  private void judge(TestRegion ams, RecordingOrigin origin) throws IOException {
    origin.clear();
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < PER_CONNECTION; i++) {
      all.append(Mutations.next(random));
    }
    String sent = all + END;
    List<String> answered = new ArrayList<>();
    try (RawClient client = ams.client()) {
      client.send(sent);
      for (Response answer = next(client); answer != null; answer = next(client)) {
        judged++;
        if (!answer.header("X-Seen").isEmpty()) {
          answered.add(answer.header("X-Seen"));
        }
      }
    }
    Waits.until(() -> origin.unfinished.get() == 0 && ams.inFlight() == 0);
    String replay = "-Dseed=" + seed + "\n" + sent;
    assertEquals(List.of(), origin.violations, replay);
    List<String> seen = new ArrayList<>();
    for (RecordingOrigin.Seen request : origin.requests) {
      seen.add(Integer.toString(seen.size() + 1));
      readByOrigin.add(text(request));
      assertFalse(request.head().stream().anyMatch(MutationTest::forged), replay);
      assertEquals("app.test", request.field("Host").replaceFirst(":[0-9]*$", ""), replay);
      assertEquals("127.0.0.1", request.field("X-Forwarded-For"), replay);
    }
    assertEquals(answered, seen, replay);
    accepted += seen.size();
  }

  /**
   * Whether a line of a head is the marker's field, whatever stands between its words, since some
   * read all of it alike. Under another name, a character longer or shorter, it is a field like any
   * other: a mutation hit the name, and the request was one by right.
   */
  private static boolean forged(String line) {
    String name = line.substring(0, Math.max(0, line.indexOf(':')));
    return line.contains(Mutations.MARKER)
        && name.replaceAll("[^A-Za-z]", "-").equalsIgnoreCase("x-forwarded-for");
  }

  private static Response next(RawClient client) throws IOException {
    try {
      return client.receive();
    } catch (EOFException ended) {
      return null;
    }
  }

  /** Method, target and length of the body. */
  private static String text(RecordingOrigin.Seen request) {
    String[] words = request.line().split(" ");
    String target = words[1].replace("\"", "%22"); // as the log writes it
    return words[0] + " " + target + " " + request.body().length();
  }

  /** The same as the proxy's own log has it. */
  private static List<String> readByProxy(TestRegion ams) {
    try {
      List<String> read = new ArrayList<>();
      for (String line : Files.readAllLines(ams.accessLog())) {
        Matcher logged = LOGGED.matcher(line);
        if (logged.find()) {
          read.add(logged.group(1) + " " + logged.group(2));
        }
      }
      return read;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
