package dev.fairlead.watchdog.link;

import dev.fairlead.watchdog.system.Descriptors;
import dev.fairlead.watchdog.system.SystemCallException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file descriptor and the duty to close it.
 *
 * <p>Its number means the same thing until {@link #close} or {@link #release}, of which only the
 * first call counts. {@code exec} closes every one of them. Thread-safe.
 */
public final class Descriptor implements AutoCloseable {
  private static final int NONE = -1;

  /** Whoever swaps it for {@link #NONE} is the one who closes or passes on the number. */
  private final AtomicInteger number;

  private Descriptor(int number) {
    this.number = new AtomicInteger(number);
  }

  /** Takes over a descriptor that nobody else will close. */
  public static Descriptor own(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("no file descriptor: " + number);
    }
    return new Descriptor(number);
  }

  /**
   * Makes a file of zeros that lives in memory only: it ends with the last process that holds or
   * maps it. Others open it as {@code /proc/self/fd/NUMBER}.
   *
   * @param name shown in {@code /proc/PID/maps}
   */
  public static Descriptor memoryFile(String name, long bytes) throws IOException {
    return own(Descriptors.memoryFile(name, bytes));
  }

  /**
   * Its number.
   *
   * @throws IllegalStateException when it was closed or given away
   */
  public int number() {
    int current = number.get();
    if (current == NONE) {
      throw new IllegalStateException("the file descriptor is closed");
    }
    return current;
  }

  /** A second descriptor of the same thing, to be closed on its own. */
  public Descriptor duplicate() throws IOException {
    return own(Descriptors.duplicate(number()));
  }

  /**
   * Puts the same thing in the place of another descriptor of this process, which is closed by it:
   * for a channel of the JDK, which cannot be told to use a descriptor that is there already.
   */
  public void placeAt(int taken) throws IOException {
    Descriptors.place(number(), taken);
  }

  /** Gives the number, and the duty to close it, to the caller. */
  public int release() {
    int current = number.getAndSet(NONE);
    if (current == NONE) {
      throw new IllegalStateException("the file descriptor is closed");
    }
    return current;
  }

  /** Closes it, if it is not already closed or given away. */
  @Override
  public void close() {
    int current = number.getAndSet(NONE);
    if (current != NONE) {
      try {
        Descriptors.close(current);
      } catch (SystemCallException writtenTooLate) {
        // The number is free all the same; nothing that is sent over a link has buffers to lose.
      }
    }
  }

  @Override
  public String toString() {
    int current = number.get();
    return current == NONE ? "closed" : "fd " + current;
  }
}
