package dev.fairlead.proxy.observe;

/**
 * What went through the proxy.
 *
 * <p>Immutable.
 *
 * @param connectionsNow client connections open now
 * @param connectionsTotal client connections accepted since the start
 * @param connectionsRefused ended at once: at a limit of connections, or without the PROXY header
 *     that was due
 * @param requestsTotal HTTP requests and TCP connections carried or answered
 * @param requestsPerSecond over the last full second
 * @param errorsTotal those that ended with an error of the proxy's own
 * @param bytesIn body and stream bytes received from clients
 * @param bytesOut body and stream bytes sent to clients
 */
public record TrafficStatus(
    int connectionsNow,
    long connectionsTotal,
    long connectionsRefused,
    long requestsTotal,
    double requestsPerSecond,
    long errorsTotal,
    long bytesIn,
    long bytesOut) {}
