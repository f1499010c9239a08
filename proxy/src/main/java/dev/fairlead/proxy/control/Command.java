package dev.fairlead.proxy.control;

import java.util.List;
import java.util.function.Supplier;

/**
 * A command of the control socket.
 *
 * <p>Immutable. Runs on a virtual thread of the connection that sent it and may block.
 *
 * @param name its first words, {@code show info}
 * @param arguments what follows, for the help; empty for nothing
 * @param effect what it does, for the help
 * @param action runs it with the words that follow its name
 */
public record Command(String name, String arguments, String effect, Action action) {
  /** Does what a command says. */
  @FunctionalInterface
  public interface Action {
    /**
     * Answers.
     *
     * @param arguments the words after the name
     * @throws BadCommand if they are not what the command takes
     */
    Answer run(List<String> arguments) throws BadCommand;
  }

  /** A command line that cannot be followed; the message becomes the answer. */
  public static final class BadCommand extends Exception {
    private static final long serialVersionUID = 1L;

    /** With what is wrong. */
    public BadCommand(String message) {
      super(message);
    }
  }

  /** A command without arguments; any are refused. */
  static Command plain(String name, String effect, Supplier<Answer> answer) {
    return new Command(
        name,
        "",
        effect,
        arguments -> {
          if (!arguments.isEmpty()) {
            throw new BadCommand(name + " takes no '" + arguments.getFirst() + "'");
          }
          return answer.get();
        });
  }

  String usage() {
    return arguments.isEmpty() ? name : name + " " + arguments;
  }
}
