package dev.fairlead.gossip.leak;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class when a buffer, or anything else that Netty counts references of, was collected
 * by the garbage collector without having been released. Registered for all tests of a module that
 * has it on its class path. The class that fails is that at whose end the leak was seen: the leak
 * itself may be an earlier one's.
 */
public final class Leaks implements AfterAllCallback {
  private static final long COLLECTED_WITHIN_MILLIS = 5_000;
  private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();
  private static final List<Witness<Object>> WITNESSES = new CopyOnWriteArrayList<>();

  static {
    // Before the first buffer is made: detectors are made once, by the classes they watch.
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Witnesses());
  }

  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    if (context.getTestClass().map(Class::isMemberClass).orElse(false)) {
      return;
    }
    List<String> leaks = found();
    if (!leaks.isEmpty()) {
      throw new AssertionError(leaks.size() + " leaks:\n" + String.join("\n", leaks));
    }
  }

  /** What has leaked since the last call. */
  static List<String> found() throws InterruptedException {
    ReferenceQueue<Object> collected = new ReferenceQueue<>();
    WeakReference<Object> marker = new WeakReference<>(new Object(), collected);
    System.gc();
    if (collected.remove(COLLECTED_WITHIN_MILLIS) != marker) {
      throw new AssertionError("the garbage collector did not run");
    }
    WITNESSES.forEach(Witness::look);
    List<String> leaks = List.copyOf(FOUND);
    FOUND.removeAll(leaks);
    return leaks;
  }

  /** Netty's detector, which tells us as well as the log. */
  private static final class Witness<T> extends ResourceLeakDetector<T> {
    Witness(Class<?> type, int interval) {
      super(type, interval);
    }

    /** Makes it say what it knows: it only does when something new is tracked. */
    void look() {
      @SuppressWarnings("unchecked")
      T bait = (T) new Object();
      ResourceLeakTracker<T> tracker = track(bait);
      if (tracker != null) {
        tracker.close(bait);
      }
    }

    @Override
    protected boolean needReport() {
      return true;
    }

    @Override
    protected void reportTracedLeak(String type, String records) {
      FOUND.add(type + records);
      super.reportTracedLeak(type, records);
    }

    @Override
    protected void reportUntracedLeak(String type) {
      FOUND.add(type);
      super.reportUntracedLeak(type);
    }
  }

  private static final class Witnesses extends ResourceLeakDetectorFactory {
    @Override
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int interval) {
      Witness<T> witness = new Witness<>(type, interval);
      @SuppressWarnings("unchecked")
      Witness<Object> any = (Witness<Object>) witness;
      WITNESSES.add(any);
      return witness;
    }

    @Override
    @Deprecated
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> type, int interval, long maxActive) {
      return newResourceLeakDetector(type, interval);
    }
  }
}
