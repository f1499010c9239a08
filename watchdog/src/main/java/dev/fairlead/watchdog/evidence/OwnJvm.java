package dev.fairlead.watchdog.evidence;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Runs the diagnostic commands in the JVM that this is.
 *
 * <p>Never over its attach socket: the JVM writes stacks to that socket while it holds all threads
 * at a safepoint, also the one that would have to read them, and waits for ever. Stateless.
 */
final class OwnJvm {
  /** Commands as {@code jcmd} has them, and the names of their operations here. */
  private static final Map<String, String> OPERATIONS =
      Map.of("Thread.print", "threadPrint", "GC.heap_info", "gcHeapInfo");

  private OwnJvm() {}

  /** What the command writes, line by line; its first word is its name, the rest its arguments. */
  static List<String> ask(String command) throws IOException {
    List<String> words = List.of(command.split(" ", -1));
    Object[] arguments = {words.subList(1, words.size()).toArray(String[]::new)};
    boolean plain = words.size() == 1;
    try {
      Object text =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  OPERATIONS.get(words.getFirst()),
                  plain ? new Object[0] : arguments,
                  plain ? new String[0] : new String[] {String[].class.getName()});
      return text.toString().lines().toList();
    } catch (JMException refused) {
      throw new IOException("the JVM refused '" + command + "': " + refused, refused);
    }
  }
}
