package dev.fairlead.proxy.ledger;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import dev.fairlead.watchdog.ledger.NodeLedger;
import java.time.Instant;
import org.slf4j.LoggerFactory;

/**
 * Writes each log line to the page as well, at once and on the thread that logs: what is queued for
 * standard output when a process is killed would be lost. It copies bytes and waits for nothing.
 *
 * <p>Thread-safe.
 */
final class LedgerAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private final NodeLedger ledger;

  private LedgerAppender(NodeLedger ledger) {
    this.ledger = ledger;
  }

  /** Adds one to the root of what is configured now. */
  static LedgerAppender attach(NodeLedger ledger) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    LedgerAppender appender = new LedgerAppender(ledger);
    appender.setContext(context);
    appender.setName("ledger");
    appender.start();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
    return appender;
  }

  /** Takes it away again. */
  void detach() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAppender(this);
    stop();
  }

  @Override
  protected void append(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    String logger = event.getLoggerName();
    line.append(Instant.ofEpochMilli(event.getTimeStamp()))
        .append(' ')
        .append(event.getLevel())
        .append(' ')
        .append(event.getThreadName())
        .append(' ')
        .append(logger, logger.lastIndexOf('.') + 1, logger.length())
        .append(": ")
        .append(event.getFormattedMessage());
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      line.append('\n').append(ThrowableProxyUtil.asString(thrown));
    }
    ledger.log(line.toString());
  }
}
