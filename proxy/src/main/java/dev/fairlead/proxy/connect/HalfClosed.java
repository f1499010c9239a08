package dev.fairlead.proxy.connect;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.EpollSocketChannel;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Keeps a socket whose input ended registered with epoll, so that its output goes on.
 *
 * <p>Netty 4.2.18 removes a descriptor from epoll when no event is wanted any more, which is so
 * once the input ended and nothing waits to be written, but believes it is still there: the next
 * time a write has to wait for room the registration fails with ENOENT and the connection is lost
 * with its data. One flag that stays set prevents that. It is EPOLLET: by itself it asks for no
 * event, and it makes the kernel report a later error once instead of without end. Netty offers no
 * way to set it, hence the method handle. Stateless.
 */
final class HalfClosed {
  private static final MethodHandle SET_FLAG = setFlag();

  private HalfClosed() {}

  private static MethodHandle setFlag() {
    Class<?> declaring = EpollSocketChannel.class.getSuperclass().getSuperclass();
    try {
      return MethodHandles.privateLookupIn(declaring, MethodHandles.lookup())
          .findVirtual(declaring, "setFlag", MethodType.methodType(void.class, int.class))
          .asType(MethodType.methodType(void.class, Channel.class, int.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Netty keeps its epoll flags elsewhere", e);
    }
  }

  /** Called while the end of the input is being reported. */
  static void keepRegistered(Channel channel) {
    if (channel instanceof EpollSocketChannel && channel.isActive()) {
      try {
        SET_FLAG.invokeExact(channel, EpollIoOps.EPOLLET.value());
      } catch (Throwable e) {
        channel.pipeline().fireExceptionCaught(e);
      }
    }
  }
}
