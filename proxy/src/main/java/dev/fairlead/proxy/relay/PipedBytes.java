package dev.fairlead.proxy.relay;

import io.netty.channel.FileRegion;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.AbstractReferenceCounted;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/**
 * What is in a pipe, in its place among what is written to a socket.
 *
 * <p>A file region, because that is what the transport asks to transfer itself, and to go on when
 * the socket has room again. Confined to its event loop; the pipe is somebody else's to close.
 */
final class PipedBytes extends AbstractReferenceCounted implements FileRegion {
  private final Pipe pipe;
  private final EpollSocketChannel to;
  private final long bytes;
  private final Runnable moved;
  private long sent;

  /**
   * Not sent yet.
   *
   * @param moved told whenever some of it went out
   */
  PipedBytes(Pipe pipe, EpollSocketChannel to, long bytes, Runnable moved) {
    this.pipe = pipe;
    this.to = to;
    this.bytes = bytes;
    this.moved = moved;
  }

  @Override
  public long transferTo(WritableByteChannel target, long position) throws IOException {
    int now = pipe.drain(to, bytes - sent);
    if (now > 0) {
      sent += now;
      moved.run();
    }
    return now;
  }

  @Override
  public long position() {
    return 0;
  }

  @Override
  @Deprecated
  public long transfered() {
    return sent;
  }

  @Override
  public long transferred() {
    return sent;
  }

  @Override
  public long count() {
    return bytes;
  }

  @Override
  public FileRegion retain() {
    super.retain();
    return this;
  }

  @Override
  public FileRegion retain(int increment) {
    super.retain(increment);
    return this;
  }

  @Override
  public FileRegion touch() {
    return this;
  }

  @Override
  public FileRegion touch(Object hint) {
    return this;
  }

  @Override
  protected void deallocate() {}
}
