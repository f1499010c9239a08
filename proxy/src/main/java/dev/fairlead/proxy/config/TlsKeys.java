package dev.fairlead.proxy.config;

import java.nio.file.Path;
import java.time.Duration;

/** The keys of {@code fairlead.toml} about TLS with clients, in the sections they lie in. */
final class TlsKeys {
  static final Key<Duration> LISTEN_HANDSHAKE_TIMEOUT =
      ofListener(
          Key.of(
              "listen",
              "handshake_timeout",
              ValueType.DURATION,
              "10s",
              "For `https`: from accepting a connection to the end of its TLS handshake; for `tls`: to"
                  + " the end of its first message. Nothing a client sends extends it."));
  static final Key<Path> LISTEN_CLIENT_CA =
      ofListener(
          Key.optional(
              "listen",
              "client_ca",
              ValueType.PATH,
              "none",
              "For `https`: PEM certificates that sign clients. Every client needs a certificate that"
                  + " one of them signed, unless the certificate of its server name has a `client_ca`"
                  + " of its own; instances see its subject in `Fairlead-Client-Subject`."));
  static final Key<Integer> LISTEN_REDIRECT_HTTPS =
      ofListener(
          Key.of(
              "listen",
              "redirect_https",
              ValueType.REDIRECT,
              false,
              "For `http`: every request is answered `308` with its address under `https` at that"
                  + " port, and goes nowhere."));

  static final Key<Path> CERTIFICATE_CHAIN =
      Key.required(
              "certificate",
              "chain",
              ValueType.PATH,
              "PEM chain, leaf first. It serves the DNS names of its leaf. Read again when it changes.")
          .live();
  static final Key<Path> CERTIFICATE_KEY =
      Key.required(
              "certificate",
              "key",
              ValueType.PATH,
              "Its PEM private key, PKCS#8. Read again when it changes.")
          .live();
  static final Key<Path> CERTIFICATE_CLIENT_CA =
      Key.optional(
              "certificate",
              "client_ca",
              ValueType.PATH,
              "`client_ca` of the listener",
              "PEM certificates that sign the clients of its names: as `client_ca` of a listener.")
          .live();

  private TlsKeys() {}

  /** A node that runs applies it to a listener that is otherwise the same. */
  private static <T> Key<T> ofListener(Key<T> key) {
    return key.live(Keys.LISTEN_NAME, Keys.LISTEN_BIND, Keys.LISTEN_PROTOCOL);
  }
}
