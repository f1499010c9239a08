package dev.fairlead.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/**
 * Through buffers of this process: for all channels.
 *
 * @param to where bytes go
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
record Buffers(Channel to) implements Way {
  @Override
  public long carry(ByteBuf read) {
    int bytes = read.readableBytes();
    to.write(read);
    return bytes;
  }

  @Override
  public void flush() {
    to.flush();
  }

  @Override
  public boolean full() {
    return !to.isWritable();
  }

  @Override
  public void end() {}
}
