package dev.fairlead.watchdog.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The node's configuration file, the copy of the one that last worked, and which one to start with.
 *
 * <pre>
 *   the file is        start with
 *   not blamed         the file
 *   blamed             the copy, until the file changes
 * </pre>
 *
 * <p>Nothing of it is understood here, only compared. Used by one thread, but for {@link #write}.
 */
public final class Configuration {
  /** Larger files are not copied. */
  static final int MAX_BYTES = 1024 * 1024; // 1 MiB

  private final @Nullable Path file;
  private String last = "";
  private String blamed = "";

  /** The text of the copy: read once, since nobody else writes it and its disk may hang. */
  private String good = "";

  private boolean loaded;
  private boolean blaming;

  private Configuration(@Nullable Path file) {
    this.file = file;
  }

  /** Of a node with this command line: the argument after {@code -c} or {@code --config}. */
  public static Configuration of(List<String> command) {
    for (int i = command.size() - 1; i > 0; i--) {
      if (command.get(i - 1).equals("-c") || command.get(i - 1).equals("--config")) {
        return new Configuration(Path.of(command.get(i)));
      }
    }
    return new Configuration(null);
  }

  /**
   * What a process is started with. Immutable.
   *
   * @param text of the file, byte for byte; empty when it cannot be read
   * @param copy whether that is the copy and not the file itself
   */
  public record Choice(String text, boolean copy) {}

  /** Where the copy is. */
  public static Path copyIn(Path data) {
    return data.resolve("config.good.toml");
  }

  /**
   * Chooses for a process that is about to be started.
   *
   * @param blame whether two starts in a row failed because of the configuration
   * @param data where the copy is; null when no node ever said
   */
  public Choice choose(boolean blame, @Nullable Path data) {
    if (blame && !blaming) {
      blamed = last;
    }
    blaming = blame;
    load(data);
    String now = read(file);
    boolean bad = !blamed.isEmpty() && !good.isEmpty() && now.equals(blamed);
    last = bad ? good : now;
    return new Choice(last, bad);
  }

  /** Reads the copy, once it is known where that is. */
  public void load(@Nullable Path data) {
    if (data != null && !loaded) {
      good = read(copyIn(data));
      loaded = true;
    }
  }

  /** Whether that is not the one that worked, to which there is a way back. Reads nothing. */
  public boolean isNew(Choice choice) {
    return !good.isEmpty() && !choice.text().equals(good);
  }

  /** Whether that is worth keeping: it is not kept already. */
  public boolean worthKeeping(Choice choice) {
    return !choice.text().isEmpty() && !choice.text().equals(good);
  }

  /** Writes it as the copy; may wait for the disk, so from any thread. */
  public static void write(Choice choice, Path data) throws IOException {
    Path next = data.resolve("config.good.toml.new");
    Files.writeString(next, choice.text(), StandardCharsets.ISO_8859_1);
    Files.move(next, copyIn(data), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Takes note that it was written. */
  public void kept(Choice choice) {
    good = choice.text();
  }

  /** One character for each byte, so that nothing is lost of whatever it is. */
  private static String read(@Nullable Path file) {
    try {
      return file == null || Files.size(file) > MAX_BYTES
          ? ""
          : Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      return "";
    }
  }
}
