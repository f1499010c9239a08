package dev.fairlead.proxy.cli;

/** Ends a command with one clear line and an exit code. */
final class CommandFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private CommandFailed(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }

  /** The operation failed. */
  static CommandFailed failed(String message) {
    return new CommandFailed(ExitCode.FAILED, message);
  }

  /** Something that has to be there is not: a node, a socket. */
  static CommandFailed unavailable(String message) {
    return new CommandFailed(ExitCode.UNAVAILABLE, message);
  }

  /** The configuration cannot be used; the message names file, line and key. */
  static CommandFailed badConfiguration(String message) {
    return new CommandFailed(ExitCode.CONFIGURATION, message);
  }

  /** The command line does not make sense. */
  static CommandFailed usage(String message) {
    return new CommandFailed(ExitCode.USAGE, message);
  }
}
