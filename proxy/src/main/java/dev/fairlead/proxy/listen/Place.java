package dev.fairlead.proxy.listen;

import java.net.InetSocketAddress;

/**
 * Where a socket that listens comes from.
 *
 * <p>Immutable.
 */
public sealed interface Place {
  /**
   * An address this process binds itself.
   *
   * @param address port 0 takes a free one
   */
  record ToBind(InetSocketAddress address) implements Place {
    @Override
    public String toString() {
      String host = address.getHostString();
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }
  }

  /**
   * A socket that is bound and listens already, and stays so when this process ends: the watchdog
   * holds it too.
   *
   * @param descriptor whoever adopts it owns it and closes it
   */
  record Given(int descriptor) implements Place {}
}
