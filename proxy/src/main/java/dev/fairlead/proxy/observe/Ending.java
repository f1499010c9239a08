package dev.fairlead.proxy.observe;

import dev.fairlead.proxy.route.Fault;

/**
 * Who ended a request or connection, and in which phase: two letters, read as HAProxy's.
 *
 * <pre>
 *   first    C client   S instance, or another region   P this proxy   L answered here, on purpose
 *            small: it took too long
 *   second   R request   Q queue   C connecting   H head of the response   D data   L last of it
 * </pre>
 *
 * <p>Every code is interface.
 */
public enum Ending {
  /** All went to its end. */
  NORMAL("--"),
  /** The client left within the head of its request, or within its TLS handshake. */
  CLIENT_IN_REQUEST("CR"),
  /** The client's head or TLS handshake was not complete in time. */
  CLIENT_LATE_IN_REQUEST("cR"),
  /** The client left while it waited for a place, or for the catalog. */
  CLIENT_IN_QUEUE("CQ"),
  /** The client left while an instance was connected to. */
  CLIENT_IN_CONNECT("CC"),
  /** The client left before its response began. */
  CLIENT_BEFORE_HEAD("CH"),
  /** The client sent its body too slowly, before its response began. */
  CLIENT_LATE_BEFORE_HEAD("cH"),
  /** The client left within its response or stream. */
  CLIENT_IN_DATA("CD"),
  /** The client took its response too slowly, or a stream stood still. */
  CLIENT_LATE_IN_DATA("cD"),
  /** The client has its response and left within what it still had to send. */
  CLIENT_AT_LAST("CL"),
  /** The client has its response and did not end its request in time. */
  CLIENT_LATE_AT_LAST("cL"),
  /** No place became free in time. */
  QUEUE_LATE("sQ"),
  /** No instance accepted the connection, or there is none. */
  SERVER_IN_CONNECT("SC"),
  /** No instance accepted the connection in time. */
  SERVER_LATE_IN_CONNECT("sC"),
  /** The instance broke off before its response began. */
  SERVER_BEFORE_HEAD("SH"),
  /** The instance did not begin to respond in time. */
  SERVER_LATE_BEFORE_HEAD("sH"),
  /** The instance broke off within its response or stream. */
  SERVER_IN_DATA("SD"),
  /** The instance stood still within its response. */
  SERVER_LATE_IN_DATA("sD"),
  /** This proxy refused the request. */
  PROXY_IN_REQUEST("PR"),
  /** The catalog did not know the service in time. */
  PROXY_IN_QUEUE("PQ"),
  /** This proxy refused the response before anything of it went on. */
  PROXY_BEFORE_HEAD("PH"),
  /** This proxy broke off within the response: what one side sent makes no sense. */
  PROXY_IN_DATA("PD"),
  /** This proxy sent the client elsewhere. */
  LOCAL_REDIRECT("LR");

  private final String letters;

  Ending(String letters) {
    this.letters = letters;
  }

  /** The two letters. */
  public String letters() {
    return letters;
  }

  /** Whether the instance is to blame, or the other region. */
  public boolean ofServer() {
    return switch (this) {
      case SERVER_IN_CONNECT,
          SERVER_LATE_IN_CONNECT,
          SERVER_BEFORE_HEAD,
          SERVER_LATE_BEFORE_HEAD,
          SERVER_IN_DATA,
          SERVER_LATE_IN_DATA,
          PROXY_BEFORE_HEAD ->
          true;
      case NORMAL,
          CLIENT_IN_REQUEST,
          CLIENT_LATE_IN_REQUEST,
          CLIENT_IN_QUEUE,
          CLIENT_IN_CONNECT,
          CLIENT_BEFORE_HEAD,
          CLIENT_LATE_BEFORE_HEAD,
          CLIENT_IN_DATA,
          CLIENT_LATE_IN_DATA,
          CLIENT_AT_LAST,
          CLIENT_LATE_AT_LAST,
          QUEUE_LATE,
          PROXY_IN_REQUEST,
          PROXY_IN_QUEUE,
          PROXY_IN_DATA,
          LOCAL_REDIRECT ->
          false;
    };
  }

  /** How it ends with what the proxy answers instead of an instance. */
  public static Ending of(Fault fault) {
    return switch (fault) {
      case FR01, FR05, FR07, FR08, FR09, FR10 -> PROXY_IN_REQUEST;
      case FR02, FC01, FC06, FB01 -> SERVER_IN_CONNECT;
      case FR03 -> QUEUE_LATE;
      case FR04 -> PROXY_IN_QUEUE;
      case FC02 -> SERVER_LATE_IN_CONNECT;
      case FC03 -> SERVER_LATE_BEFORE_HEAD;
      case FC04, FC05 -> PROXY_BEFORE_HEAD;
    };
  }
}
