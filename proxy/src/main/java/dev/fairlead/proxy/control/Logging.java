package dev.fairlead.proxy.control;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.fairlead.proxy.config.Settings;
import org.slf4j.LoggerFactory;

/**
 * The node's own log, on standard output.
 *
 * <p>Written by one thread behind a bounded queue: a reader of standard output that stops reading
 * must not stop an event loop. When the queue is full, lines are dropped. Thread-safe.
 */
public final class Logging {
  /** Lines waiting to be written; further ones are dropped, debug and info first. */
  public static final int MAX_QUEUED = 8192;

  private static final String TEXT =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSX,UTC} %-5level %thread %logger{0}: %msg%n%ex";

  private Logging() {}

  /** Replaces whatever was configured. */
  public static void configure(Settings.Log settings) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setEncoder(encoder(context, settings.json()));
    console.start();
    AsyncAppender queue = new AsyncAppender();
    queue.setContext(context);
    queue.setQueueSize(MAX_QUEUED);
    queue.setNeverBlock(true);
    queue.addAppender(console);
    queue.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(queue);
    root.setLevel(Level.INFO);
    setLevel(settings.level());
  }

  /** Sets what this program logs; libraries stay at info or above. */
  public static void setLevel(String level) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger("dev.fairlead").setLevel(Level.toLevel(level, Level.INFO));
  }

  /** Makes ready to log as {@code next} says. */
  public static Runnable prepare(Settings next) {
    return () -> setLevel(next.log().level());
  }

  /** Writes what is queued and ends the log. */
  public static void close() {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, boolean json) {
    if (json) {
      JsonEncoder encoder = new JsonEncoder();
      encoder.setContext(context);
      encoder.setWithFormattedMessage(true);
      encoder.setWithMessage(false);
      encoder.start();
      return encoder;
    }
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(TEXT);
    encoder.start();
    return encoder;
  }
}
