package dev.fairlead.watchdog.ledger;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;

/**
 * The mapped page: the watchdog makes one for each node process and gives it on as a descriptor;
 * both map it, and it lasts as long as one of them does.
 *
 * <p>Its two halves have one writing process each ({@link NodeLedger}, {@link WatchdogLedger});
 * everybody may read both. The mapping is given back when nothing refers to it any more.
 * Thread-safe.
 */
public final class LedgerPage {
  /** Size of the file or memory it needs. */
  public static final int BYTES = Layout.BYTES;

  private static final int AT_MAGIC = 0;
  private static final int AT_VERSION = 8;
  private static final int AT_SIZE = 12;

  private final ByteBuffer page;

  private LedgerPage(ByteBuffer page) {
    this.page = page.order(ByteOrder.nativeOrder());
  }

  /** The name under which a descriptor of this process can be mapped. */
  public static Path ofDescriptor(int number) {
    return Path.of("/proc/self/fd", Integer.toString(number));
  }

  /**
   * Makes an empty page of a new file or memory, which grows to {@link #BYTES}.
   *
   * @throws IOException when it cannot be mapped
   */
  public static LedgerPage create(Path file) throws IOException {
    LedgerPage page = map(file, Set.of(READ, WRITE, CREATE));
    page.page.putInt(AT_VERSION, Layout.VERSION);
    page.page.putInt(AT_SIZE, BYTES);
    page.page.putLong(AT_MAGIC, Layout.MAGIC);
    return page;
  }

  /**
   * Maps one that another process made.
   *
   * @throws IOException when it cannot be mapped, or is too short to be one
   */
  public static LedgerPage open(Path file) throws IOException {
    long size = Files.size(file);
    if (size < BYTES) {
      throw new IOException("no ledger: " + file + " has " + size + " bytes, not " + BYTES);
    }
    return map(file, Set.of(READ, WRITE));
  }

  private static LedgerPage map(Path file, Set<OpenOption> options) throws IOException {
    try (FileChannel channel = FileChannel.open(file, options)) {
      return new LedgerPage(channel.map(MapMode.READ_WRITE, 0, BYTES));
    }
  }

  /**
   * Whether this program knows the layout. If not, readers find nothing and writers write nothing:
   * a node of another version than its watchdog works without a ledger.
   */
  public boolean known() {
    return page.getLong(AT_MAGIC) == Layout.MAGIC
        && page.getInt(AT_VERSION) == Layout.VERSION
        && page.getInt(AT_SIZE) == BYTES;
  }

  /** For the node: its half, to write. */
  public NodeLedger node() {
    return new NodeLedger(page, known());
  }

  /** For anybody: the node's half, to read. */
  public NodeReader nodeReader() {
    return new NodeReader(page, known());
  }

  /** For the watchdog: its half, to write. */
  public WatchdogLedger watchdog() {
    return new WatchdogLedger(page, known());
  }

  /** For anybody: what the watchdog wrote; {@link WatchdogState#UNKNOWN} if nothing yet. */
  public WatchdogState watchdogState() {
    Copy copy = WatchdogLedger.slot(page).read();
    return known() && copy.written() ? WatchdogState.from(copy) : WatchdogState.UNKNOWN;
  }
}
