package dev.fairlead.proxy.connect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * How much of a TCP stream is read at once: as much as it sends, up to 128 KiB; little once the
 * rest need not be read.
 *
 * <p>One for each channel, confined to its event loop.
 */
public final class StreamReads implements RecvByteBufAllocator {
  /** Reads grow up to this; each costs the same however much it brings. */
  public static final int LARGEST_BYTES = 128 << 10; // 128 KiB

  /** Largest read of a stream whose bytes bypass the buffers. */
  public static final int SMALL_BYTES = 16 << 10; // 16 KiB

  private static final RecvByteBufAllocator ADAPTIVE =
      new AdaptiveRecvByteBufAllocator(64, 2_048, LARGEST_BYTES);

  private boolean small;

  private StreamReads() {}

  /** Reads a channel so from now on; nothing was read from it yet. */
  public static void addTo(Channel channel) {
    channel.config().setRecvByteBufAllocator(new StreamReads());
  }

  /** From now on little of what this channel receives is read, if it is read so at all. */
  public static void readLittle(Channel channel) {
    if (channel.config().getRecvByteBufAllocator() instanceof StreamReads reads) {
      reads.small = true;
    }
  }

  @Override
  @SuppressWarnings("deprecation") // the transport asks for no other
  public Handle newHandle() {
    return new Limited(ADAPTIVE.newHandle());
  }

  /** Asks for less than it would when little is to be read. */
  @SuppressWarnings("deprecation")
  private final class Limited extends DelegatingHandle implements ExtendedHandle {
    Limited(Handle adaptive) {
      super(adaptive);
    }

    @Override
    public int guess() {
      return small ? Math.min(SMALL_BYTES, super.guess()) : super.guess();
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator buffers) {
      return buffers.ioBuffer(guess());
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
      return ((ExtendedHandle) delegate()).continueReading(maybeMore);
    }
  }
}
