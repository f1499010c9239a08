package dev.fairlead.proxy.cli;

/** The exit codes scripts rely on; 69 and 78 are those of sysexits.h. */
final class ExitCode {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int UNAVAILABLE = 69;
  static final int CONFIGURATION = 78;

  private ExitCode() {}
}
