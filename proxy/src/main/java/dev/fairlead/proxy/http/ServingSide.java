package dev.fairlead.proxy.http;

import dev.fairlead.proxy.connect.HttpLink;
import dev.fairlead.proxy.connect.ResponseSink;
import dev.fairlead.proxy.connect.Upstream;
import dev.fairlead.proxy.observe.LoopTime;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import org.jspecify.annotations.Nullable;

/**
 * The side of an exchange that serves it: the upstream that has the request, while there is one.
 * Without one nothing happens.
 *
 * <p>Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class ServingSide {
  private @Nullable Upstream upstream;

  /** Who has the request; null if nobody. */
  @Nullable Upstream upstream() {
    return upstream;
  }

  /** {@code found} gets the request; what it answers goes to {@code sink}. */
  void take(Upstream found, ResponseSink sink) {
    upstream = found;
    Channel channel = found.channel();
    HttpLink link = found.link();
    if (link != null) {
      link.attach(sink);
    }
    channel.config().setAutoRead(true);
    found.asked(LoopTime.now());
  }

  boolean empty() {
    return upstream == null;
  }

  /** Whether it takes more of the request now. */
  boolean writable() {
    return upstream != null && upstream.channel().isWritable();
  }

  /** Passes a piece of the request on. */
  void write(HttpContent piece) {
    if (upstream == null) {
      piece.release();
    } else {
      upstream.channel().write(piece);
    }
  }

  void flush() {
    if (upstream != null) {
      upstream.channel().flush();
    }
  }

  /** Has its answer read, or not. */
  void read(boolean on) {
    if (upstream != null && upstream.channel().isActive()) {
      upstream.channel().config().setAutoRead(on);
    }
  }

  // What is thought of it.

  /** It has the whole request now. */
  void asked() {
    if (upstream != null) {
      upstream.asked(LoopTime.now());
    }
  }

  /** Its answer began. */
  void answered(int status) {
    if (upstream != null) {
      upstream.answered(status, LoopTime.now());
    }
  }

  /** It did what it was chosen for. */
  void succeeded() {
    if (upstream != null) {
      upstream.succeeded(LoopTime.now());
    }
  }

  /** It did not do what it was chosen for. */
  void failed() {
    if (upstream != null) {
      upstream.failed(LoopTime.now());
    }
  }

  /** It did not answer in time. */
  void late() {
    if (upstream != null) {
      upstream.late(LoopTime.now());
    }
  }

  /** The client does not wait for its answer any more. */
  void abandoned() {
    if (upstream != null) {
      upstream.abandoned(LoopTime.now());
    }
  }

  // Parting.

  /** Gives the place at the upstream back; perhaps another one follows. */
  void part() {
    if (upstream != null) {
      upstream.release();
      upstream = null;
    }
  }

  /** Parts, and gives its connection back: to its pool if {@code clean}, else it is closed. */
  void letGo(boolean clean) {
    Upstream used = upstream;
    if (used != null) {
      HttpLink link = used.link();
      part();
      if (link != null) {
        link.detach(used.channel(), clean);
      }
    }
  }
}
