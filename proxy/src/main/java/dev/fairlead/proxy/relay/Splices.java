package dev.fairlead.proxy.relay;

import dev.fairlead.proxy.connect.StreamReads;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Through a pipe of the kernel, once so much came that it is worth one; between two plain sockets.
 *
 * <p>The socket is still read into a buffer first, which is how its end and its failure are seen.
 * When that read filled its buffer, more waits behind it: that goes into the pipe and from there to
 * the other socket, in its place among what is written to it. While the pipe is not empty nothing
 * is read, so a slow reader holds what fits into it and no more. Confined to its event loop.
 */
final class Splices implements Way {
  /** Bytes of a direction after which it gets a pipe. */
  static final long AFTER_BYTES = 1 << 20; // 1 MiB

  /** Smaller reads are not worth asking whether more is there. */
  static final int LARGE_READ_BYTES = 16 << 10; // 16 KiB

  /** Bytes that may bypass the buffers before other connections have their turn. */
  static final long TURN_BYTES = 1 << 20; // 1 MiB

  private final EpollSocketChannel from;
  private final EpollSocketChannel to;
  private final Pipes pipes;
  private final Progress progress;
  private long carried;
  private long turn;
  private @Nullable Pipe pipe;
  private boolean asked;
  private boolean waiting;
  private boolean ended;

  /** Told what became of bytes that were taken. */
  interface Progress {
    /** Some went out. */
    void moved();

    /** There may be room for more. */
    void room();
  }

  private Splices(EpollSocketChannel from, EpollSocketChannel to, Pipes pipes, Progress progress) {
    this.from = from;
    this.to = to;
    this.pipes = pipes;
    this.progress = progress;
  }

  /** This where it is possible, buffers elsewhere. */
  static Way between(Channel from, Channel to, Pipes pipes, Progress progress) {
    return plain(from) instanceof EpollSocketChannel source
            && plain(to) instanceof EpollSocketChannel target
        ? new Splices(source, target, pipes, progress)
        : new Buffers(to);
  }

  private static @Nullable Channel plain(Channel channel) {
    return channel.pipeline().get(SslHandler.class) == null ? channel : null;
  }

  @Override
  public long carry(ByteBuf read) {
    long bytes = read.readableBytes();
    boolean more = bytes >= LARGE_READ_BYTES && !read.isWritable();
    to.write(read).isDone();
    carried += bytes;
    if (!more || carried < AFTER_BYTES || ended) {
      return bytes;
    }
    if (pipe == null) {
      order();
      return bytes;
    }
    return bytes + (waiting || turn >= TURN_BYTES ? 0 : splice(pipe));
  }

  private void order() {
    if (!asked) {
      asked = true;
      pipes.order(from.eventLoop(), this::take);
    }
  }

  private void take(Pipe ordered) {
    if (ended) {
      ordered.close();
    } else {
      pipe = ordered;
      StreamReads.readLittle(from);
    }
  }

  private int splice(Pipe through) {
    int bytes = fill(through);
    if (bytes > 0) {
      turn += bytes;
      waiting = true;
      ChannelFuture written = to.writeAndFlush(new PipedBytes(through, to, bytes, progress::moved));
      written.addListener(sent -> emptied(sent.isSuccess()));
    }
    return bytes;
  }

  private int fill(Pipe through) {
    try {
      return through.fill(from);
    } catch (Pipe.NotHereException e) {
      giveBack(); // nothing was taken: buffers do as well
    } catch (IOException e) {
      from.pipeline().fireExceptionCaught(e); // the kernel says it once, so nobody else will hear
    }
    return 0;
  }

  /** The pipe is empty, or what is left in it goes nowhere. */
  private void emptied(boolean sent) {
    waiting = false;
    if (ended || !sent) {
      giveBack();
    }
    if (!ended) {
      progress.room();
    }
  }

  @Override
  public void flush() {
    turn = 0;
    to.flush();
  }

  @Override
  public boolean full() {
    return waiting || !to.isWritable();
  }

  @Override
  public void end() {
    ended = true;
    if (!waiting) {
      giveBack();
    }
  }

  private void giveBack() {
    if (pipe != null) {
      pipe.close();
      pipe = null;
    }
  }
}
