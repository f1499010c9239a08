package dev.fairlead.watchdog.signal;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Signals as calls, each time one comes.
 *
 * <p>A shutdown hook would hear of the first only, and leave the exit code to the JVM. The JDK's
 * own class for it is supported on all platforms but not part of its API, so it is found by name;
 * the compiler would warn of it without a way to say that this is meant. Stateless, thread-safe.
 */
public final class Signals {
  private Signals() {}

  /**
   * Calls {@code action} on a thread of the JVM at each of these signals.
   *
   * @throws IllegalStateException on a JVM without that class
   */
  public static void on(Runnable action, String... names) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object calls =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getDeclaringClass() != Object.class) {
                  action.run();
                }
                return null;
              });
      Method handle = signal.getMethod("handle", signal, handler);
      for (String name : names) {
        var _ = handle.invoke(null, signal.getConstructor(String.class).newInstance(name), calls);
      }
    } catch (ReflectiveOperationException unknown) {
      throw new IllegalStateException("this JVM cannot handle signals", unknown);
    }
  }
}
