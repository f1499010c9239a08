package dev.fairlead.proxy.demo;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a supervised node is started: by the launcher when it started this process, else from the
 * Java, class path and flags this process has itself.
 */
public final class RunCommandLine {
  /** The watchdog calls the system for what the JDK has no method for. */
  private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

  private static final String NODE = "dev.fairlead.proxy.cli.Main";

  private RunCommandLine() {}

  /** The command line for a configuration file. */
  public static List<String> of(Path config) {
    String launcher = System.getenv("FAIRLEAD_LAUNCHER");
    return launcher == null || launcher.isEmpty()
        ? ofThisJava(config)
        : List.of(launcher, "run", "-c", config.toString());
  }

  /**
   * As {@link #of}, though the launcher started this process: what is being built, not the last.
   */
  public static List<String> ofThisJava(Path config) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>(List.of(java, NATIVE, "-XX:+UseSerialGC", "-Xmx32m"));
    command.addAll(List.of("-cp", classPath, "dev.fairlead.watchdog.Main"));
    command.add(java);
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.startsWith("-agent") && !flag.startsWith("-javaagent"))
        .forEach(command::add);
    command.addAll(List.of("-cp", classPath, NODE, "node", "--link", "-c"));
    command.add(config.toString());
    return command;
  }
}
