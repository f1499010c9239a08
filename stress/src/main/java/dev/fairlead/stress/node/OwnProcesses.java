package dev.fairlead.stress.node;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The processes of one node: those whose command line names its configuration file, whoever started
 * them and whether their parent lives.
 *
 * <p>Thread-safe.
 *
 * @param config the file
 */
public record OwnProcesses(Path config) {
  private static final int SIGKILL = 9;
  private static final int SIGCONT = 18;
  private static final int SIGSTOP = 19;

  private static final MethodHandle KILL =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  /** All that run. A zombie has no command line, so it is none of them. */
  public List<Long> running() {
    return ProcessHandle.allProcesses().map(ProcessHandle::pid).filter(this::isOurs).toList();
  }

  /** Whether that process is one of them. */
  public boolean isOurs(long pid) {
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
      return List.of(new String(line, StandardCharsets.UTF_8).split("\0"))
          .contains(config.toString());
    } catch (IOException gone) {
      return false;
    }
  }

  /** SIGKILL. */
  public void kill(long pid) {
    send(pid, SIGKILL);
  }

  /** SIGSTOP: it runs no further until {@link #resume}. */
  public void stop(long pid) {
    send(pid, SIGSTOP);
  }

  /** SIGCONT. */
  public void resume(long pid) {
    send(pid, SIGCONT);
  }

  /** A system call, because a program that sends the signal would itself take milliseconds. */
  private void send(long pid, int signal) {
    if (!isOurs(pid)) {
      return; // gone, and perhaps its number is another's by now
    }
    try {
      int _ = (int) KILL.invokeExact((int) pid, signal);
    } catch (Throwable e) {
      throw new IllegalStateException("kill(2)", e);
    }
  }

  /** Resident set in MiB; 0 when it is gone. */
  public static double residentMebibytes(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException gone) {
      return 0;
    }
  }
}
