package dev.fairlead.gossip.net;

import org.jspecify.annotations.Nullable;

/**
 * What a transport is opened with.
 *
 * <p>Immutable.
 *
 * @param cluster whose packets are taken
 * @param keys seal datagrams and, without {@code tls}, streams; null for none
 * @param tls for streams; null for none
 * @param host literal IP address to listen on
 * @param port UDP and TCP; 0 takes one that is free for both
 */
public record TransportSettings(
    String cluster, @Nullable KeyFile keys, @Nullable TlsFiles tls, String host, int port) {}
