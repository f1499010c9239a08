package dev.fairlead.proxy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.File;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What this process, with the proxy in it, holds on to.
 *
 * @param files open descriptors
 * @param channels sockets that something still refers to, open or not
 * @param directBytes that the allocator has taken for buffers
 */
record Held(int files, long channels, long directBytes) {
  /** After a collection of garbage. */
  static Held now() {
    long channels = reachable(EpollSocketChannel.class);
    long direct =
        ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
    return new Held(descriptors(), channels, direct);
  }

  static int descriptors() {
    String[] open = new File("/proc/self/fd").list();
    return open == null ? 0 : open.length;
  }

  /** The objects of {@code type} that a histogram of the live heap counts. */
  private static long reachable(Class<?> type) {
    try {
      Object histogram =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      return histogram
          .toString()
          .lines()
          .map(line -> line.strip().split("\\s+"))
          .filter(words -> words.length >= 4 && words[3].equals(type.getName()))
          .mapToLong(words -> Long.parseLong(words[1]))
          .sum();
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }
}
