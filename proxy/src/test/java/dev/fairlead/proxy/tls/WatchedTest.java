package dev.fairlead.proxy.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.fairlead.proxy.config.BadValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class WatchedTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(Watched.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @TempDir Path folder;

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  private Watched<String> watched() throws Exception {
    write("one", "a");
    write("two", "b");
    return Watched.open("things", List.of(file("one"), file("two")), WatchedTest::parse);
  }

  private static String parse(List<byte[]> contents) throws BadValue {
    StringBuilder all = new StringBuilder();
    for (byte[] bytes : contents) {
      all.append(new String(bytes, StandardCharsets.UTF_8));
    }
    if (all.indexOf("bad") >= 0) {
      throw new BadValue("bad: " + all);
    }
    return all.toString();
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void write(String name, String text) throws Exception {
    Files.writeString(file(name), text);
  }

  private List<String> told(Level level) {
    return log.list.stream()
        .filter(event -> event.getLevel().equals(level))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void contentsCountNotDates() throws Exception {
    Watched<String> watched = watched();
    write("one", "a");
    assertFalse(watched.look());
    write("one", "A");
    assertTrue(watched.look());
    assertFalse(watched.look());
    assertEquals("Ab", watched.value());
  }

  @Test
  void brokenContentsChangeNothingAndAreToldOnce() throws Exception {
    Watched<String> watched = watched();
    write("two", "bad");
    for (int i = 0; i < 5; i++) {
      assertFalse(watched.look());
    }
    assertTrue(watched.broken());
    assertEquals("ab", watched.value());
    assertEquals(
        List.of("things cannot be used, the one before stays: bad: abad"), told(Level.WARN));
    write("two", "b");
    assertFalse(watched.look());
    assertFalse(watched.broken());
    write("two", "bad");
    watched.look();
    watched.look();
    assertEquals(2, told(Level.WARN).size());
  }

  @Test
  void filesThatAreReplacedOneAfterTheOtherAreNotWorthAWord() throws Exception {
    Watched<String> watched = watched();
    write("one", "bad");
    assertFalse(watched.look());
    write("one", "new");
    assertTrue(watched.look());
    assertEquals(List.of(), told(Level.WARN));
    assertFalse(watched.broken());
  }

  @Test
  void aFileThatVanishesIsBrokenUntilItIsBack() throws Exception {
    Watched<String> watched = watched();
    Files.delete(file("two"));
    watched.look();
    watched.look();
    assertTrue(watched.broken());
    assertEquals("ab", watched.value());
    assertTrue(told(Level.WARN).getFirst().endsWith("no such file: " + file("two")));
    write("two", "c");
    assertTrue(watched.look());
    assertEquals("ac", watched.value());
  }

  @Test
  void theFirstLookMustSucceed() throws Exception {
    write("one", "bad");
    assertThrows(
        BadValue.class, () -> Watched.open("thing", List.of(file("one")), WatchedTest::parse));
  }
}
