package dev.fairlead.watchdog.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Gathers lines into replies. Not thread-safe. */
final class ReplyAssembler {
  private final LineAssembler lines = new LineAssembler(ControlFrames.MAX_REPLY_LINE_BYTES);
  private final Queue<List<String>> complete = new ArrayDeque<>();
  private List<String> current = new ArrayList<>();
  private long currentChars;

  /** Takes what arrived. */
  void feed(ByteBuffer bytes) throws IOException {
    lines.feed(bytes, this::take);
    if (currentChars > ControlFrames.MAX_REPLY_BYTES) {
      throw new IOException("reply longer than " + ControlFrames.MAX_REPLY_BYTES + " bytes");
    }
  }

  /** The oldest whole reply, or null when there is none yet. */
  @Nullable List<String> poll() {
    return complete.poll();
  }

  private void take(String line) {
    if (line.isEmpty()) {
      complete.add(List.copyOf(current));
      current = new ArrayList<>();
      currentChars = 0;
    } else {
      current.add(line);
      currentChars += line.length();
    }
  }
}
