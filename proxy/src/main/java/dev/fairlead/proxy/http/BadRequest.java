package dev.fairlead.proxy.http;

/**
 * Why a request is refused before it is routed. Every code is interface.
 *
 * <p>Immutable.
 *
 * @param code FQ01 to FQ14
 * @param status the HTTP status
 * @param words what is wrong
 */
record BadRequest(String code, int status, String words) {
  static final BadRequest LINE_TOO_LONG =
      new BadRequest("FQ03", 414, "request line longer than 8192 bytes");
  static final BadRequest HEADERS_TOO_LARGE =
      new BadRequest("FQ04", 431, "header fields larger than 16384 bytes or more than 100");
  static final BadRequest TWO_LENGTHS =
      new BadRequest("FQ06", 400, "ambiguous body length: Content-Length or Transfer-Encoding");
  static final BadRequest CODING =
      new BadRequest("FQ07", 501, "transfer coding other than chunked");
  static final BadRequest TIMEOUT =
      new BadRequest("FQ10", 408, "header fields not complete in time");
  static final BadRequest EXPECTATION =
      new BadRequest("FQ11", 417, "expectation other than 100-continue");

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

  static BadRequest body(String words) {
    return new BadRequest("FQ14", 400, "malformed body: " + words);
  }
}
