package dev.fairlead.proxy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** One region, one origin that records, and the ways in which the bytes of a row arrive. */
abstract class RowsSetting {
  /** Byte by byte costs a system call each. */
  private static final int SHORT = 200;

  static TestRegion ams;
  static RecordingOrigin origin;

  @BeforeAll
  static void start(@TempDir Path data) throws IOException {
    ams = new TestRegion("ams", data);
    origin = new RecordingOrigin();
    ams.serveFrom(ams, "app", origin.port());
  }

  @AfterAll
  static void stop() throws IOException {
    origin.close();
    ams.close();
  }

  /** In two pieces; the same bytes are always cut at the same place. */
  static List<String> cutInTwo(String bytes) {
    int cut = 1 + new Random(bytes.hashCode()).nextInt(bytes.length() - 1);
    return List.of(bytes.substring(0, cut), bytes.substring(cut));
  }

  /** Whether they are few enough to come one by one. */
  static boolean isShort(String bytes) {
    return bytes.length() <= SHORT;
  }

  static List<String> oneByOne(String bytes) {
    return List.of(bytes.split(""));
  }
}
