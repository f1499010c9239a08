package dev.fairlead.proxy.control;

import dev.fairlead.gossip.change.ChangeId;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.Statement;
import dev.fairlead.proxy.config.BadValue;
import dev.fairlead.proxy.config.Quantities;
import dev.fairlead.proxy.control.Command.BadCommand;
import dev.fairlead.proxy.control.Lifecycle.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commands that change something: instances, the log level, the node's own life. */
final class NodeCommands {
  private static final Logger LOG = LoggerFactory.getLogger(NodeCommands.class);
  private static final Set<String> STATES = Set.of("up", "drain", "down");
  private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug", "trace");
  private static final int WRITE_LIMIT_SECONDS = 10;

  /** As long as a process that is replaced has. */
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);

  private final Replica replica;
  private final DataPlane plane;
  private final Lifecycle lifecycle;
  private final Supervision supervision;
  private final Reload reload;

  NodeCommands(Replica replica, DataPlane plane, ControlCommands.Life life) {
    this.replica = replica;
    this.plane = plane;
    this.lifecycle = life.lifecycle();
    this.supervision = life.supervision();
    this.reload = life.reload();
  }

  List<Command> all() {
    return List.of(
        new Command(
            "set instance",
            "ID state up|drain|down",
            "changes what an instance is wanted to do",
            this::setInstance),
        new Command(
            "set log", "error|warn|info|debug|trace", "changes the log level", this::setLog),
        new Command(
            "reload",
            "[--binary]",
            "reads configuration and certificates again; --binary: in a new process that takes over",
            this::reload),
        new Command(
            "quarantine lift",
            "CHANGE",
            "serves again what a change in quarantine wrote; show feed lists them",
            this::lift),
        new Command(
            "drain",
            "[TIME]",
            "takes no client any more, finishes what runs, cuts what is left after 30s or TIME",
            this::drain),
        Command.plain("stop", "drains, says good-bye to the others and ends", this::stop));
  }

  private Answer setInstance(List<String> words) throws BadCommand {
    if (words.size() != 3 || !words.get(1).equals("state") || !STATES.contains(words.get(2))) {
      throw new BadCommand("not understood");
    }
    String id = words.getFirst();
    long changed =
        replica
            .transact(
                List.of(
                    Statement.of("UPDATE instance SET state = ? WHERE id = ?", words.get(2), id)))
            .orTimeout(WRITE_LIMIT_SECONDS, TimeUnit.SECONDS)
            .join()
            .statements()
            .getFirst()
            .rowsAffected();
    return changed == 0
        ? new Answer.Failure("no instance '" + id + "' is known in this region")
        : Answer.Line.done("instance " + id + " is now " + words.get(2));
  }

  private Answer lift(List<String> words) throws BadCommand {
    if (words.size() != 1) {
      throw new BadCommand("which change?");
    }
    ChangeId id;
    try {
      id = ChangeId.parse(words.getFirst());
    } catch (IllegalArgumentException e) {
      throw new BadCommand(String.valueOf(e.getMessage()));
    }
    boolean lifted = replica.lift(id).orTimeout(WRITE_LIMIT_SECONDS, TimeUnit.SECONDS).join();
    return lifted
        ? Answer.Line.done("change " + id + " is served again")
        : new Answer.Failure("change " + id + " is not in quarantine");
  }

  private Answer setLog(List<String> words) throws BadCommand {
    if (words.size() != 1 || !LEVELS.contains(words.getFirst().toLowerCase(Locale.ROOT))) {
      throw new BadCommand("not a log level");
    }
    Logging.setLevel(words.getFirst());
    return Answer.Line.done("log level is now " + words.getFirst().toLowerCase(Locale.ROOT));
  }

  private Answer reload(List<String> words) throws BadCommand {
    if (words.isEmpty()) {
      return reload.run();
    } else if (!words.equals(List.of("--binary"))) {
      throw new BadCommand("not understood");
    }
    if (!supervision.replace()) {
      return new Answer.Failure("no watchdog is there to start another process; see fairlead run");
    }
    LOG.info("a new process was asked for, on the control socket");
    return Answer.Line.done("a new process is being started; it takes over when it is ready");
  }

  private Answer drain(List<String> words) throws BadCommand {
    Duration limit = words.isEmpty() ? DRAIN_LIMIT : time(words);
    if (!lifecycle.advance(Stage.DRAINING)) {
      int left = plane.traffic().connectionsNow();
      return Answer.Line.done("already draining, " + left + " connections of clients left");
    }
    LOG.info("draining, asked on the control socket; the limit is {} s", limit.toSeconds());
    plane.drain(limit);
    return Answer.Line.done("draining");
  }

  private static Duration time(List<String> words) throws BadCommand {
    try {
      if (words.size() == 1) {
        return Quantities.duration(words.getFirst());
      }
    } catch (BadValue e) {
      throw new BadCommand(String.valueOf(e.getMessage()));
    }
    throw new BadCommand("not understood");
  }

  private Answer stop() {
    lifecycle.stop("asked on the control socket");
    return Answer.Line.done("stopping");
  }
}
