package dev.fairlead.stress.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.stress.data.DataFolder;
import dev.fairlead.stress.node.Launch;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Failures are explained by what happened at their time, and by nothing else. */
final class SoakTest {
  private static Failure failure(Kind kind, String what, int bodyBytes) {
    return new Failure(kind, 1_000, 2_000, what, bodyBytes, "");
  }

  private static Optional<Rule> explained(Failure failure, Rule rule, long from, long to) {
    return Rule.explaining(failure, List.of(new Incident(rule, from, to)));
  }

  @ParameterizedTest
  @CsvSource({
    "INSTANCE_KILLED, KEPT, FC01, 0, true",
    "INSTANCE_KILLED, LARGE, cut, 0, true",
    "INSTANCE_KILLED, POST, FC04, 9, true",
    "INSTANCE_KILLED, STREAM, cut, 0, false",
    "INSTANCE_KILLED, KEPT, FR02, 0, false",
    "INSTANCE_KILLED, KEPT, refused, 0, false",
    "INSTANCE_KILLED, KEPT, wrong, 0, false",
    "HARD_LIMIT, KEPT, FR03, 0, true",
    "HARD_LIMIT, KEPT, FC01, 0, false",
    "LARGE_BODY, POST, FQ17, 16385, true",
    "LARGE_BODY, POST, FQ17, 16384, false",
    "OVERLOAD, KEPT, FR10, 0, true",
    "OVERLOAD, FRESH, refused, 0, true",
    "OVERLOAD, FRESH, unanswered, 0, false"
  })
  void aRuleExplainsWhatIsDocumented(
      Rule rule, Kind kind, String what, int bodyBytes, boolean explains) {
    Optional<Rule> found = explained(failure(kind, what, bodyBytes), rule, 0, 5_000);
    assertEquals(explains ? Optional.of(rule) : Optional.empty(), found);
  }

  @Test
  void anIncidentExplainsWhatWasUnderWayThen() {
    Failure failure = failure(Kind.KEPT, "FC01", 0);
    assertTrue(explained(failure, Rule.INSTANCE_KILLED, 2_000, 3_000).isPresent());
    assertTrue(explained(failure, Rule.INSTANCE_KILLED, 0, 1_000).isPresent());
    assertTrue(explained(failure, Rule.INSTANCE_KILLED, 2_001, 3_000).isEmpty());
    assertTrue(explained(failure, Rule.INSTANCE_KILLED, 0, 999).isEmpty());
  }

  @Test
  @Timeout(180)
  void aNodeLivesThroughItAll() throws Exception {
    Path folder = Files.createTempDirectory("fairlead"); // short: it holds a socket
    StringWriter told = new StringWriter();
    List<String> problems =
        new Soak(folder, 5, Duration.ofSeconds(6), new PrintWriter(told, true))
            .run(Launch.ofThisJava());
    assertEquals(List.of(), problems, told::toString);
    assertTrue(told.toString().contains("unexplained: 0"), told::toString);
    DataFolder.delete(folder);
  }
}
