package dev.fairlead.proxy.control;

import dev.fairlead.gossip.replica.Precautions;
import dev.fairlead.proxy.ledger.Bookkeeper;
import dev.fairlead.proxy.listen.Sockets;
import dev.fairlead.watchdog.ledger.NodePhase;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;

/**
 * What a node has of whoever started it: a watchdog, or nobody.
 *
 * <p>Thread-safe.
 */
public interface Supervision {
  /** Where its sockets come from. */
  Sockets sockets();

  /** Tells that the node came this far. Never blocks. */
  void entered(NodePhase phase);

  /** Tells that the first listener accepts. Never blocks. */
  void accepting();

  /** Keeps books of this process for a watchdog; empty if nobody reads them. */
  Optional<Bookkeeper> books();

  /** What is done against changes that took the processes before this one down. */
  Precautions precautions();

  /** Registers what the watchdog tells of itself; nothing without one. */
  void register(MeterRegistry meters);

  /** Asks for a new process that takes over from this one; false if there is nobody to ask. */
  boolean replace();

  /** A node on its own. */
  static Supervision none() {
    return new Supervision() {
      private final Sockets own = Sockets.own();

      @Override
      public Sockets sockets() {
        return own;
      }

      @Override
      public void entered(NodePhase phase) {}

      @Override
      public void accepting() {}

      @Override
      public Optional<Bookkeeper> books() {
        return Optional.empty();
      }

      @Override
      public Precautions precautions() {
        return Precautions.NONE;
      }

      @Override
      public void register(MeterRegistry meters) {}

      @Override
      public boolean replace() {
        return false;
      }
    };
  }
}
