package dev.fairlead.proxy.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * One run of the command line with its streams captured.
 *
 * @param code its exit code
 * @param out standard output
 * @param err standard error
 */
public record CommandLineRun(int code, String out, String err) {
  /** Runs {@code fairlead} with these arguments. */
  public static CommandLineRun of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), args);
    return new CommandLineRun(code, out.toString(), err.toString());
  }

  /** Empty if it wrote none. */
  public String firstErrorLine() {
    return err.lines().findFirst().orElse("");
  }
}
