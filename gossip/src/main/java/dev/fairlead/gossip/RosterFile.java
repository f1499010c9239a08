package dev.fairlead.gossip;

import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.gossip.swim.Member.State;
import dev.fairlead.gossip.swim.Members;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code members} in the data folder: who was in the cluster when this node last looked.
 *
 * <pre>
 *   fairlead members 1
 *   name region gossip backhaul state incarnation round-trip-in-µs      one line each, - for none
 *   end 2
 * </pre>
 *
 * <p>Replaced as a whole, never written in place. It is a hint: one that is torn, too long or of
 * another format counts as none, with a line in the log. Immutable; thread-safe.
 */
final class RosterFile {
  /** Members written; of more, those of other regions are left out first. */
  static final int MAX_MEMBERS = 16_384;

  /** A longer file is none of ours. */
  static final long MAX_BYTES = 16 << 20; // 16 MiB

  private static final Logger LOG = LoggerFactory.getLogger(RosterFile.class);
  private static final String HEADER = "fairlead members 1";
  private static final String NONE = "-";
  private static final int FIELDS = 7;

  private final Path path;

  /** The file in the folder {@code data}. */
  RosterFile(Path data) {
    this.path = data.resolve("members");
  }

  Path path() {
    return path;
  }

  /** Everybody it names; nobody if there is no usable file. */
  Members read() {
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new IllegalArgumentException("longer than " + MAX_BYTES + " bytes");
      }
      return parse(Files.readAllLines(path));
    } catch (NoSuchFileException e) {
      return Members.of(List.of());
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("{} is ignored: {}", path, e.getMessage());
      return Members.of(List.of());
    }
  }

  private static Members parse(List<String> lines) {
    int last = lines.size() - 1;
    if (last < 1
        || !lines.getFirst().equals(HEADER)
        || !lines.get(last).equals("end " + (last - 1))) {
      throw new IllegalArgumentException("torn, or of another format");
    }
    List<Member> members = new ArrayList<>();
    for (String line : lines.subList(1, last)) {
      members.add(member(line));
    }
    return Members.of(members);
  }

  private static Member member(String line) {
    String[] fields = line.split(" ", -1);
    if (fields.length != FIELDS) {
      throw new IllegalArgumentException("no member: '" + line + "'");
    }
    return new Member(
        decode(fields[0]),
        decode(fields[1]),
        Address.parse(fields[2]),
        fields[3].equals(NONE) ? null : Address.parse(fields[3]),
        State.valueOf(fields[4]),
        Long.parseLong(fields[5]),
        fields[6].equals(NONE) ? null : Duration.ofNanos(Long.parseLong(fields[6]) * 1_000));
  }

  /**
   * Replaces it.
   *
   * @param region whose members come first
   */
  void write(Members members, String region) throws IOException {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    List<Member> written =
        members.byName().values().stream()
            .sorted(
                Comparator.comparing((Member member) -> !member.region().equals(region))
                    .thenComparing(Member::name))
            .limit(MAX_MEMBERS)
            .toList();
    written.forEach(member -> text.append(line(member)).append('\n'));
    text.append("end ").append(written.size()).append('\n');
    Path next = path.resolveSibling("members.tmp");
    Files.writeString(next, text);
    // No sync: after a loss of power it may be torn, which is seen, and only a hint is lost.
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String line(Member member) {
    Duration roundTrip = member.roundTrip();
    return String.join(
        " ",
        encode(member.name()),
        encode(member.region()),
        member.gossip().toString(),
        text(member.backhaul()),
        member.state().name(),
        Long.toString(member.incarnation()),
        roundTrip == null ? NONE : Long.toString(roundTrip.toNanos() / 1_000));
  }

  private static String text(@Nullable Address address) {
    return address == null ? NONE : address.toString();
  }

  private static String encode(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  private static String decode(String name) {
    return URLDecoder.decode(name, StandardCharsets.UTF_8);
  }
}
