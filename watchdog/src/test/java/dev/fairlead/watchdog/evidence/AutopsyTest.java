package dev.fairlead.watchdog.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.ledger.LedgerPage;
import dev.fairlead.watchdog.ledger.LoopState;
import dev.fairlead.watchdog.ledger.NodeLedger;
import dev.fairlead.watchdog.ledger.NodePhase;
import dev.fairlead.watchdog.ledger.NodeReader;
import dev.fairlead.watchdog.ledger.NodeRole;
import dev.fairlead.watchdog.proc.ProcFolder;
import dev.fairlead.watchdog.proc.ProcessState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes in every state a victim can be in. */
final class AutopsyTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  /** So that a busy machine does not decide what is found. */
  private static final Budget GENEROUS = new Budget(LONG, LONG, LONG, LONG);

  @TempDir Path data;

  private LedgerPage page;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void makeLedger() throws IOException {
    page = LedgerPage.create(data.resolve("ledger"));
  }

  @AfterEach
  void endAll() throws Exception {
    for (Process process : started) {
      process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
      JvmAttach.forget(process.pid());
    }
  }

  @Test
  void ofAHungProcessEverythingIsSaved() throws Exception {
    Process victim = start();
    Manifest manifest = examine(victim, "stuck", "stuck for 500 ms: loops", page.nodeReader());
    assertEquals("complete", manifest.text());
    assertEquals("complete", read(manifest, "manifest.txt"));
    String summary = read(manifest, "summary.md");
    assertTrue(summary.contains("1 of 1 event loops: loop-0, since 900 ms."), summary);
    assertTrue(summary.contains("Thread loop-0 waited for a java.lang.Object, in dev."), summary);
    assertTrue(summary.contains("Replaced in the test."), summary);
    assertTrue(summary.contains("evidence: complete"), summary);
    assertTrue(read(manifest, "threads.txt").contains("\"loop-0\""));
    assertTrue(read(manifest, "memory.txt").contains("VmRSS"));
    assertTrue(read(manifest, "memory.txt").contains("heap"));
    assertTrue(read(manifest, "proc.txt").contains("loop-0"));
    assertTrue(read(manifest, "log.txt").contains("I am a log"));
    assertTrue(read(manifest, "connections.txt").contains("listener 127.0.0.1:"));
    assertTrue(read(manifest, "control.txt").contains("no node answers"));
  }

  @Test
  void ofAStoppedProcessTheKernelsViewIsSaved() throws Exception {
    Process victim = start();
    signal(victim, "STOP");
    ProcFolder proc = ProcFolder.ofProcess(victim.pid());
    Waiting.until(() -> proc.stat().state() == ProcessState.STOPPED);
    Manifest manifest = examine(victim, "stopped", "stopped", page.nodeReader());
    assertEquals("complete", manifest.text());
    assertTrue(read(manifest, "threads.txt").contains(" T  loop-0"), read(manifest, "threads.txt"));
    assertTrue(read(manifest, "summary.md").contains("Every thread: the process was stopped"));
  }

  @Test
  void ofAKilledProcessItsOwnNotesAreSaved() throws Exception {
    Process victim = start();
    victim.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
    Manifest manifest = examine(victim, "gone", "gone: ended by signal 9", page.nodeReader());
    assertEquals("complete", manifest.text());
    assertTrue(read(manifest, "ledger.txt").contains("role owner, phase serving"));
    assertTrue(read(manifest, "log.txt").contains("I am a log"));
    assertTrue(read(manifest, "threads.txt").contains("had ended"));
    assertFalse(Files.exists(JvmAttach.socket(victim.pid())), "a killed JVM's socket is removed");
  }

  @Test
  void aJvmThatDoesNotAnswerCostsItsLimitOnly() throws Exception {
    Process victim = start();
    signal(victim, "STOP");
    ProcFolder proc = ProcFolder.ofProcess(victim.pid());
    Waiting.until(() -> proc.stat().state() == ProcessState.STOPPED);
    assertThrows(
        SocketTimeoutException.class,
        () -> JvmAttach.ask(victim.pid(), "Thread.print -l", Duration.ofMillis(20)));
  }

  @Test
  void aProcessExaminesItselfAndGoesOn() throws Exception {
    ProcessHandle self = ProcessHandle.current();
    Victim victim =
        new Victim(
            "01self",
            Instant.now(),
            "asked",
            "asked",
            List.of(),
            self.pid(),
            false,
            page.nodeReader(),
            data.resolve("control.sock"),
            data);
    Autopsy autopsy = Autopsy.begin(victim, GENEROUS);
    autopsy.examined().get(30, TimeUnit.SECONDS);
    autopsy.ended(List.of());
    Manifest manifest = autopsy.concluded().get(30, TimeUnit.SECONDS);
    assertEquals("complete", manifest.text());
    assertTrue(read(manifest, "threads.txt").contains("aProcessExaminesItselfAndGoesOn"));
    assertTrue(read(manifest, "memory.txt").contains("heap"));
  }

  @Test
  void whatAJvmDoesNotSayIsMissing() throws Exception {
    Process victim = start("-XX:-StartAttachListener");
    Manifest manifest = examine(victim, "stuck", "stuck", page.nodeReader());
    assertTrue(manifest.text().startsWith("incomplete: threads.txt (only the kernel's view"));
    assertTrue(read(manifest, "threads.txt").contains("loop-0"));
    assertEquals(manifest.text(), read(manifest, "manifest.txt"));
  }

  @Test
  void aProcessWithoutALedgerIsExaminedToo() throws Exception {
    Manifest manifest = examine(start(), "silent", "silent", null);
    assertEquals("incomplete: ledger.txt (the node had none)", manifest.text());
    assertTrue(read(manifest, "threads.txt").contains("\"loop-0\""));
  }

  @Test
  void aDiskThatTakesNothingDelaysNobody() throws Exception {
    Process victim = start();
    Files.writeString(data.resolve("evidence"), "a file where the folders go");
    Manifest manifest = examine(victim, "stuck", "stuck", page.nodeReader());
    assertTrue(manifest.text().startsWith("incomplete: "), manifest.text());
    assertTrue(manifest.text().contains("threads.txt"), manifest.text());
  }

  @Test
  void theFlightRecordingOfAKilledProcessCanBeRead() throws Exception {
    Path repository = data.resolve("jfr");
    Process victim =
        start(
            "-Xlog:disable",
            "-XX:FlightRecorderOptions:repository=" + repository,
            "-XX:StartFlightRecording:settings=none,+jdk.CPULoad#enabled=true,+jdk.CPULoad#period=20ms");
    Waiting.until(() -> holds(repository, "jdk.CPULoad"));
    victim.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
    Manifest manifest = examine(victim, "gone", "gone", page.nodeReader());
    assertEquals("complete", manifest.text());
    assertTrue(events(manifest.folder().resolve("recording.jfr")).contains("jdk.CPULoad"));
    assertEquals(Optional.empty(), Recording.of(data, victim.pid()));
  }

  /** Whether a recording made of what is there by now has such an event. */
  private boolean holds(Path repository, String event) {
    try (Stream<Path> all = Files.list(repository)) {
      Path copy = data.resolve("copy.jfr");
      new Recording(all.findFirst().orElseThrow()).copyTo(copy);
      return events(copy).contains(event);
    } catch (IOException | RuntimeException notYet) {
      return false;
    }
  }

  private static Set<String> events(Path recording) throws IOException {
    return RecordingFile.readAllEvents(recording).stream()
        .map(event -> event.getEventType().getName())
        .collect(Collectors.toSet());
  }

  @Test
  void chunksInARowAreOneRecordingWithoutTheirTornEnds() throws IOException {
    Path chunks = Files.createDirectories(data.resolve("jfr/2026_11_22_01_02_03_77"));
    Files.write(chunks.resolve("a.jfr"), chunk(100, 100, (byte) 'a'));
    Files.write(chunks.resolve("b.jfr"), chunk(80, 200, (byte) 'b'));
    Files.write(chunks.resolve("c.jfr"), new byte[300]);
    Path copy = data.resolve("copy.jfr");
    Recording.of(data, 77).orElseThrow().copyTo(copy);
    byte[] bytes = Files.readAllBytes(copy);
    assertEquals(180, bytes.length);
    assertEquals('a', bytes[99]);
    assertEquals('b', bytes[100]);
    assertEquals(0, bytes[64], "ended");
    assertEquals(0, bytes[164], "ended");
  }

  private static byte[] chunk(long valid, int length, byte fill) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, fill);
    ByteBuffer.wrap(bytes).putLong(8, valid).putLong(24, 70);
    return bytes;
  }

  private Process start(String... flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+StartAttachListener", "-XX:+UseSerialGC"));
    command.addAll(List.of(flags));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Hung.class.getName());
    command.add(data.resolve("ledger").toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    started.add(process);
    assertEquals('h', process.getInputStream().read());
    return process;
  }

  private Manifest examine(Process process, String word, String text, NodeReader ledger)
      throws Exception {
    Victim victim =
        new Victim(
            "01abc",
            Instant.now(),
            word,
            text,
            List.of("0 silence"),
            process.pid(),
            !process.isAlive(),
            ledger,
            data.resolve("control.sock"),
            data);
    Autopsy autopsy = Autopsy.begin(victim, GENEROUS);
    autopsy.examined().get(30, TimeUnit.SECONDS);
    autopsy.ended(List.of("Replaced in the test."));
    return autopsy.concluded().get(30, TimeUnit.SECONDS);
  }

  private static String read(Manifest manifest, String file) throws IOException {
    return Files.readString(manifest.folder().resolve(file)).strip();
  }

  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + process.pid()).start().waitFor();
  }

  /** A node that has hung. */
  static final class Hung {
    private static final Object GATE = new Object();

    private Hung() {}

    public static void main(String[] arguments) throws IOException {
      NodeLedger ledger = LedgerPage.open(Path.of(arguments[0])).node();
      ledger.role(NodeRole.OWNER);
      ledger.phase(NodePhase.SERVING);
      ledger.loop(0, new LoopState("loop-0", 3, 900_000_000L, 0));
      ledger.log("I am a log");
      try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
        Thread.ofPlatform().name("loop-0").start(Hung::sayAndPark);
        parkWith(listener);
      }
    }

    private static void parkWith(ServerSocket open) {
      while (open.isBound()) {
        LockSupport.park(GATE);
      }
    }

    /** Only when it runs does Linux know the thread's name. */
    private static void sayAndPark() {
      System.out.write('h');
      System.out.flush();
      park();
    }

    private static void park() {
      while (true) {
        LockSupport.park(GATE);
      }
    }
  }
}
