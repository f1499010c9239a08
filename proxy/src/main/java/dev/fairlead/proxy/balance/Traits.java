package dev.fairlead.proxy.balance;

import dev.fairlead.catalog.model.HashOn;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of who asks, for those who choose by it: of a request all, of a connection the
 * address.
 *
 * <p>Confined to the event loop of who asks.
 */
public interface Traits {
  /** The client's address. */
  String address();

  /** The first header field of that name; null if there is none. */
  @Nullable String header(String name);

  /** The first cookie of that name; null if there is none. */
  @Nullable String cookie(String name);

  /** What is hashed: the address if there is nothing else. */
  default String key(HashOn on) {
    String key =
        switch (on.part()) {
          case IP -> null;
          case HEADER -> header(on.name());
          case COOKIE -> cookie(on.name());
        };
    return key == null ? address() : key;
  }

  /** Of a connection. */
  static Traits of(String address) {
    return new OfAddress(address);
  }

  /** Nothing is known but the address. */
  record OfAddress(String address) implements Traits {
    @Override
    public @Nullable String header(String name) {
      return null;
    }

    @Override
    public @Nullable String cookie(String name) {
      return null;
    }
  }
}
