package dev.fairlead.proxy.control;

import dev.fairlead.proxy.control.Command.BadCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All commands of a node: a line in, the lines of the answer out.
 *
 * <p>Thread-safe if the commands are. A command that fails unexpectedly answers an error and is
 * logged; it never ends the connection.
 */
public final class Commands {
  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
  private static final String JSON = "--json";

  /** How much of an unknown command is repeated in the answer, in characters. */
  private static final int MAX_ECHO = 80;

  private final List<Command> commands;

  /** These, and {@code help}. */
  public Commands(List<Command> commands) {
    List<Command> all = new ArrayList<>(commands);
    all.add(Command.plain("help", "lists the commands", this::help));
    this.commands = List.copyOf(all);
  }

  /** Runs one line and renders its answer as the line asks. */
  public List<String> run(String line) {
    List<String> words = new ArrayList<>(List.of(line.strip().split("\\s+")));
    boolean json = words.remove(JSON);
    Answer answer = answer(words);
    return json ? List.of(AnswerJson.line(answer)) : AnswerText.lines(answer);
  }

  /** Runs a command given as words. */
  public Answer answer(List<String> words) {
    Command command = find(words);
    if (command == null) {
      return new Answer.Failure(unknown(words));
    }
    int named = command.name().split(" ", -1).length;
    try {
      return command.action().run(words.subList(named, words.size()));
    } catch (BadCommand e) {
      return new Answer.Failure(e.getMessage() + "; usage: " + command.usage());
    } catch (RuntimeException e) {
      LOG.warn("command '{}' failed", command.name(), e);
      Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
      return new Answer.Failure(command.name() + " failed: " + cause);
    }
  }

  private @Nullable Command find(List<String> words) {
    for (Command command : commands) {
      List<String> name = List.of(command.name().split(" ", -1));
      if (words.size() >= name.size() && words.subList(0, name.size()).equals(name)) {
        return command;
      }
    }
    return null;
  }

  private String unknown(List<String> words) {
    String given =
        String.join(" ", words)
            .codePoints()
            .limit(MAX_ECHO)
            .map(c -> Character.isISOControl(c) ? '?' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    String known = commands.stream().map(Command::name).collect(Collectors.joining(", "));
    return "unknown command '" + given + "'; commands: " + known;
  }

  private Answer help() {
    return new Answer.Table(
        List.of("command", "answers"),
        commands.stream().map(c -> List.<@Nullable Object>of(c.usage(), c.effect())).toList());
  }
}
