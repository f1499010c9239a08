package dev.fairlead.proxy.prelude;

import dev.fairlead.catalog.model.ProxyProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * Writes the header of the PROXY protocol before the first byte of a connection to an instance,
 * then leaves the pipeline.
 *
 * <p>Sits next to the socket, below TLS. It writes as soon as the connection stands, because the
 * instance may be the one that speaks first; whoever is told of the connection earlier and writes
 * at once still comes second. Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public final class HeaderFirst extends ChannelDuplexHandler {
  private final ProxyProtocol version;
  private final @Nullable Parties parties;
  private boolean written;

  private HeaderFirst(ProxyProtocol version, @Nullable Parties parties) {
    this.version = version;
    this.parties = parties;
  }

  /**
   * Adds one to a connection that carries what {@code parties} have to say; first, before the other
   * handlers are added.
   *
   * @param parties null if the connection is the proxy's own, and nobody's behind it
   */
  public static void addTo(
      ChannelPipeline pipeline, ProxyProtocol version, @Nullable Parties parties) {
    if (version != ProxyProtocol.OFF) {
      pipeline.addLast(new HeaderFirst(version, parties));
    }
  }

  /** The header. */
  static byte[] bytes(ProxyProtocol version, @Nullable Parties parties) {
    return switch (version) {
      case OFF -> new byte[0];
      case V1 -> parties == null ? TextHeader.nobody() : TextHeader.write(parties);
      case V2 -> parties == null ? BinaryHeader.nobody() : BinaryHeader.write(parties);
    };
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (!written) {
      writeHeader(ctx);
      ctx.flush();
    }
    ctx.fireChannelActive();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!written) {
      writeHeader(ctx);
    }
    ctx.write(message, promise);
  }

  private void writeHeader(ChannelHandlerContext ctx) {
    written = true;
    ByteBuf header = Unpooled.wrappedBuffer(bytes(version, parties));
    ctx.write(header);
    ctx.pipeline().remove(this);
  }
}
