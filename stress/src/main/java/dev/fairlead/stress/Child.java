package dev.fairlead.stress;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program that a proof starts, and waits for.
 *
 * <p>What it prints goes to a log, and line by line to whoever listens. One that outlives its limit
 * is ended, with what it started.
 */
final class Child {
  /** The exit code of a program that was ended for taking too long. */
  static final int TIMED_OUT = -1;

  private final Path folder;
  private final Path log;
  private final Duration limit;

  /** Programs that work in {@code folder} and write to {@code log} there. */
  Child(Path folder, String log, Duration limit) {
    this.folder = folder;
    this.log = folder.resolve(log);
    this.limit = limit;
  }

  /** The flags and class path this program itself runs with, in another one. */
  static List<String> java(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-XX:+EnableDynamicAgentLoading");
    command.add("-Xshare:auto");
    command.add("-cp");
    command.add(classPath());
    command.addAll(List.of(arguments));
    return command;
  }

  /** This program's, absolute: the other works in another folder. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Runs {@code command}; its exit code. */
  int run(List<String> command, Consumer<String> listener)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    CompletableFuture<Boolean> inTime =
        process
            .onExit()
            .thenApply(_ -> true)
            .completeOnTimeout(false, limit.toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Void> end = inTime.thenAccept(ended -> endUnless(ended, process));
    try (BufferedReader output = process.inputReader();
        PrintStream copy = new PrintStream(Files.newOutputStream(log))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        copy.println(line);
        listener.accept(line);
      }
      end.join();
      return inTime.join() ? process.waitFor() : TIMED_OUT;
    } finally {
      endUnless(false, process);
    }
  }

  private static void endUnless(boolean ended, Process process) {
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
