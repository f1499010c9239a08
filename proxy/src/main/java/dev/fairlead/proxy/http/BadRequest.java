package dev.fairlead.proxy.http;

import dev.fairlead.proxy.observe.Ending;
import dev.fairlead.proxy.route.Fault;
import dev.fairlead.proxy.wire.Malformed;

/**
 * Why a request is refused before it is routed. Every code is interface.
 *
 * <p>Immutable.
 *
 * @param code FQ01 to FQ17, FR05, FR10
 * @param status the HTTP status
 * @param words what is wrong, and at which byte if there is one
 * @param offset that byte, counted from the first of the request; -1 if there is none
 */
record BadRequest(String code, int status, String words, long offset) {
  static final BadRequest LINE_TOO_LONG =
      new BadRequest("FQ03", 414, "request line longer than 8192 bytes");
  static final BadRequest HEADERS_TOO_LARGE =
      new BadRequest("FQ04", 431, "header fields larger than 16384 bytes or more than 100");
  static final BadRequest CODING =
      new BadRequest("FQ07", 501, "transfer coding other than chunked");
  static final BadRequest TIMEOUT =
      new BadRequest("FQ10", 408, "header fields not complete in time");
  static final BadRequest SLOW_BODY =
      new BadRequest("FQ16", 408, "body slower than 240 bytes per second");
  static final BadRequest LOOP =
      new BadRequest("FR05", 508, "routing loop: the request came through here too often");
  static final BadRequest EXPECTATION =
      new BadRequest("FQ11", 417, "expectation other than 100-continue");

  static final BadRequest MISDIRECTED =
      new BadRequest("FQ15", 421, "this host lets in other clients than the TLS session is for");

  /** Nothing is wrong with it. */
  static final BadRequest OVERLOADED =
      new BadRequest(Fault.FR10.name(), Fault.FR10.status(), Fault.FR10.words());

  private BadRequest(String code, int status, String words) {
    this(code, status, words, -1);
  }

  /** What the decoder found. */
  static BadRequest of(Malformed malformed) {
    String words = malformed.words();
    BadRequest bad =
        switch (malformed.part()) {
          case LINE -> line(words);
          case VERSION -> version(words);
          case LINE_LENGTH -> LINE_TOO_LONG;
          case FIELD -> header(words);
          case FIELDS_SIZE -> HEADERS_TOO_LARGE;
          case LENGTH -> new BadRequest("FQ06", 400, "ambiguous body length: " + words);
          case CODING -> CODING;
          case BODY -> body(words);
        };
    return new BadRequest(bad.code, bad.status, bad.words, malformed.offset());
  }

  /** Whether what is wrong is how the message is written, not when, how much or for whom. */
  boolean malformed() {
    return switch (status) {
      case 408, 413, 421, 508 -> false;
      default -> true;
    };
  }

  /** The same, at a byte of the request. */
  BadRequest at(long byteOffset) {
    return new BadRequest(code, status, words, byteOffset);
  }

  /** Who ended it, if the request comes to nothing by this. */
  Ending ending() {
    return equals(TIMEOUT) ? Ending.CLIENT_LATE_IN_REQUEST : Ending.PROXY_IN_REQUEST;
  }

  /** Whether the same request may pass a moment later. */
  boolean retryLater() {
    return equals(OVERLOADED);
  }

  static BadRequest line(String words) {
    return new BadRequest("FQ01", 400, "malformed request line: " + words);
  }

  static BadRequest version(String version) {
    return new BadRequest("FQ02", 505, "HTTP version " + version + " is not supported");
  }

  static BadRequest header(String words) {
    return new BadRequest("FQ05", 400, "malformed header field: " + words);
  }

  static BadRequest host(String words) {
    return new BadRequest("FQ08", 400, words);
  }

  static BadRequest method(String method) {
    return new BadRequest("FQ09", 501, "method " + method + " is not supported");
  }

  static BadRequest upgrade(String words) {
    return new BadRequest("FQ12", 400, words);
  }

  static BadRequest path(String words) {
    return new BadRequest("FQ13", 400, words);
  }

  static BadRequest tooLarge(long limit) {
    return new BadRequest("FQ17", 413, "body larger than " + limit + " bytes");
  }

  static BadRequest body(String words) {
    return new BadRequest("FQ14", 400, "malformed body: " + words);
  }
}
