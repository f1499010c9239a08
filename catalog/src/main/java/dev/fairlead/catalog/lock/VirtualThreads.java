package dev.fairlead.catalog.lock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fault of the JDK that timed waits of virtual threads run into: before 25.0.3 an untimed park
 * after a timed one may never return (JDK-8369227).
 */
final class VirtualThreads {
  private static final Logger LOG = LoggerFactory.getLogger(VirtualThreads.class);
  private static final Runtime.Version FIXED = Runtime.Version.parse("25.0.3");

  private VirtualThreads() {}

  static boolean mayNeverWake(Runtime.Version jdk) {
    return jdk.compareToIgnoreOptional(FIXED) < 0;
  }

  /** Says so on the log; operators' commands run on virtual threads and take locks. */
  static void warnIfTheyMayNeverWake() {
    if (mayNeverWake(Runtime.version())) {
      LOG.warn(
          "java {}: a virtual thread that waited for a lock may later hang (JDK-8369227);"
              + " 25.0.3 and newer do not",
          Runtime.version());
    }
  }
}
