package dev.fairlead.watchdog.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Writes the files of one folder, on a thread of its own that may be left behind: whoever looks at
 * a victim does not wait for the disk, which may be what hung it.
 *
 * <p>A file that cannot be written is remembered with the reason. Thread-safe.
 */
final class FolderWriter {
  /** Files and steps that may wait for the disk; an autopsy has about twenty. */
  private static final int MAX_QUEUED = 64;

  /** A piece of work in the folder. */
  interface Work {
    void in(Path folder) throws IOException;
  }

  private record Task(String file, Work work) {}

  private final BlockingQueue<Task> queue = new LinkedBlockingQueue<>(MAX_QUEUED);

  /** Guarded by itself. */
  private final Map<String, String> failed = new LinkedHashMap<>();

  private final EvidenceFolders folders;
  private final Victim victim;
  // Volatile: the writing thread sets it once, others read.
  private volatile @Nullable Path folder;

  FolderWriter(EvidenceFolders folders, Victim victim) {
    this.folders = folders;
    this.victim = victim;
    Thread.ofPlatform().daemon().name("evidence-disk").start(this::run);
  }

  /** Has a file written, in place of one of that name. */
  void put(String file, List<String> lines) {
    add(file, folder -> Files.write(folder.resolve(file), lines));
  }

  /** Has something done; a failure counts as one of {@code file}. */
  void add(String file, Work work) {
    if (!queue.offer(new Task(file, work))) {
      fail(file, "the disk takes nothing");
    }
  }

  /** Completes when everything that was put before this call was written, or could not be. */
  CompletableFuture<Void> drained() {
    CompletableFuture<Void> drained = new CompletableFuture<>();
    if (!queue.offer(new Task("", _ -> drained.complete(null)))) {
      drained.completeExceptionally(new IOException("the disk takes nothing"));
    }
    return drained;
  }

  /** No more is written after what is queued. A thread that hangs with the disk is left behind. */
  void close() {
    boolean _ = queue.offer(new Task("", _ -> Thread.currentThread().interrupt()));
  }

  /** What could not be written, and why. */
  Map<String, String> failed() {
    synchronized (failed) {
      return new LinkedHashMap<>(failed);
    }
  }

  /** Where it is, or was to be. */
  Path folder() {
    Path made = folder;
    return made == null ? victim.data().resolve("evidence") : made;
  }

  private void fail(String file, String why) {
    synchronized (failed) {
      failed.putIfAbsent(file, why);
    }
  }

  private void run() {
    try {
      folder = folders.create(victim);
      folders.prune();
    } catch (IOException | RuntimeException refused) {
      fail("folder", refused.toString());
    }
    try {
      while (!Thread.currentThread().isInterrupted()) {
        carryOut(queue.take());
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void carryOut(Task task) {
    try {
      task.work.in(folder());
    } catch (IOException | RuntimeException refused) {
      fail(task.file, refused.toString());
    }
  }
}
