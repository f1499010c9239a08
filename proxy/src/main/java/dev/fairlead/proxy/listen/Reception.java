package dev.fairlead.proxy.listen;

import dev.fairlead.proxy.config.ProxyHeaders;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.observe.Refusal;
import dev.fairlead.proxy.prelude.HeaderReader;
import dev.fairlead.proxy.prelude.Parties;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whose connection it is before any handler of its protocol is there: that of the peer,
 * or of whom a trusted proxy names in a header.
 *
 * <p>The header is required from those addresses and read from no other: there its bytes are
 * ordinary bytes. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public final class Reception {
  private final @Nullable ProxyHeaders headers;
  private final Admission admission;
  private final Next next;

  /** Who fills the pipeline. */
  public interface Next {
    /**
     * The connection's protocol begins.
     *
     * @param sinceNanos when it was accepted: deadlines count from then, not from the header
     */
    void begin(Channel channel, Parties parties, long sinceNanos);
  }

  /** At one listener. */
  public Reception(Settings.Listen listen, Admission admission, Next next) {
    this.headers = listen.proxyProtocol();
    this.admission = admission;
    this.next = next;
  }

  /** Receives a connection that was let in; on its loop, its pipeline empty. */
  public void receive(Channel channel) {
    Parties ends = Parties.of(channel);
    long now = System.nanoTime();
    if (headers == null || !headers.dueFrom(ends.client().getAddress())) {
      next.begin(channel, ends, now);
    } else {
      channel.pipeline().addLast(new HeaderReader(headers.deadline(), new Relayed(ends, now)));
    }
  }

  /** What becomes of one connection. */
  private final class Relayed implements HeaderReader.Next {
    private final Parties ends;
    private final long sinceNanos;

    Relayed(Parties ends, long sinceNanos) {
      this.ends = ends;
      this.sinceNanos = sinceNanos;
    }

    @Override
    public void relayed(ChannelHandlerContext ctx, @Nullable Parties named) {
      Channel channel = ctx.channel();
      if (named == null) {
        next.begin(channel, ends, sinceNanos);
      } else if (admission.admitClient(channel, named.client().getAddress())) {
        next.begin(channel, named, sinceNanos);
      } else {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
      }
    }

    @Override
    public void refused(ChannelHandlerContext ctx, Refusal refusal, String why) {
      admission.refused(refusal, ends.client().getAddress(), why);
    }
  }
}
