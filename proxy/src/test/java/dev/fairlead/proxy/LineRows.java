package dev.fairlead.proxy;

import static dev.fairlead.proxy.RequestRow.passes;
import static dev.fairlead.proxy.RequestRow.printable;
import static dev.fairlead.proxy.RequestRow.refused;
import static dev.fairlead.proxy.RequestRow.values;

import java.util.ArrayList;
import java.util.List;

/** Which request lines, methods and sizes clients may send, row by row. */
final class LineRows {
  private static final String POST = "POST / HTTP/1.1|Host: app.test|";
  private static final String GET = "GET / HTTP/1.1|Host: app.test|";

  private LineRows() {}

  static List<RequestRow> all() {
    List<RequestRow> all = new ArrayList<>();
    all.addAll(versions());
    all.addAll(lines());
    all.addAll(sizes());
    all.addAll(methods());
    return all;
  }

  private static List<RequestRow> versions() {
    List<RequestRow> rows = new ArrayList<>();
    rows.add(refused(12, "HTTP/0.9", "FQ01", 400, "GET /||"));
    for (String version :
        values(
            """
            HTTP/1
            http/1.1
            Http/1.1
            HTTP/1.10
            HTTP/01.1
            HTTP/1.01
            HTTP/11.1
            HTTP/1,1
            HTTP /1.1
            HTTP/ 1.1
            HTTP/1.1x
            HTTP/1.1<20>
            HTTP/1.1<09>
            HTTP/.1
            HTTP/-1.1
            FTTP/1.1
            HTTP\\1.1
            HTTP/1.1<0b>
            """)) {
      rows.add(
          refused(
              12,
              "version " + printable(version),
              "FQ01",
              400,
              "GET / " + version + "|Host: app.test||"));
    }
    for (String version :
        values(
            """
            HTTP/2.0
            HTTP/3.0
            HTTP/1.2
            HTTP/0.9
            HTTP/9.9
            """)) {
      rows.add(refused(12, version, "FQ02", 505, "GET / " + version + "|Host: app.test||"));
    }
    rows.add(
        passes(
            12, "HTTP/1.0", "GET / HTTP/1.0|Host: app.test|Connection: keep-alive||", GET + "|"));
    rows.add(
        passes(12, "HTTP/1.0 closes", "GET / HTTP/1.0|Host: app.test||", GET + "|").thenCloses());
    rows.add(
        passes(
                21,
                "an old client's expectation is ignored",
                "POST / HTTP/1.0|Host: app.test|Expect: 100-continue|Content-Length: 1||a",
                POST + "Content-Length: 1||a")
            .thenCloses());
    return rows;
  }

  private static List<RequestRow> lines() {
    List<RequestRow> rows = new ArrayList<>();
    for (String line :
        values(
            """
            GET  / HTTP/1.1
            GET /  HTTP/1.1
            GET<09>/ HTTP/1.1
            GET /<09>HTTP/1.1
            <20>GET / HTTP/1.1
            GET /#x HTTP/1.1
            GET /<e4> HTTP/1.1
            GET /<00> HTTP/1.1
            GET /<7f> HTTP/1.1
            GET app HTTP/1.1
            GET * HTTP/1.1
            GET /a b HTTP/1.1
            GET /a\\b HTTP/1.1
            GET HTTP/1.1
            GET
            G@T / HTTP/1.1
            <00>GET / HTTP/1.1
            GET<00> / HTTP/1.1
            <16><03><01>
            GET / HTTP/1.1<00>
            GET /<0b>HTTP/1.1
            app.test:80 / HTTP/1.1
            <ff>GET / HTTP/1.1
            """)) {
      rows.add(refused(13, "line " + printable(line), "FQ01", 400, line + "|Host: app.test||"));
    }
    rows.add(refused(13, "five empty lines", "FQ01", 400, "|||||" + GET + "|"));
    rows.add(passes(13, "four empty lines", "||||" + GET + "|", GET + "|"));
    rows.add(
        passes(
            13,
            "a line behind a body",
            POST + "Content-Length: 1||a|" + GET + "|",
            POST + "Content-Length: 1||a",
            GET + "|"));
    rows.add(
        passes(
            13,
            "OPTIONS *",
            "OPTIONS * HTTP/1.1|Host: app.test||",
            "OPTIONS * HTTP/1.1|Host: app.test||"));
    for (String path :
        values(
            """
            /a/../../b
            /a/..;/b
            /a%2fb
            /%2e%2e/b
            /.%2e/b
            /a%5Cb
            /a%252fb
            /%c0%af
            /a%zz
            /%00
            """)) {
      rows.add(
          refused(33, "path " + path, "FQ13", 400, "GET " + path + " HTTP/1.1|Host: app.test||"));
    }
    return rows;
  }

  private static List<RequestRow> sizes() {
    return List.of(
        refused(
            13,
            "line beyond 8 KiB",
            "FQ03",
            414,
            "GET /" + "a".repeat(9_000) + " HTTP/1.1|Host: app.test||"),
        refused(13, "line without end", "FQ03", 414, "GET /" + "a".repeat(9_000)),
        passes(
            13,
            "line of 8 KiB",
            "GET /" + "a".repeat(8_178) + " HTTP/1.1|Host: app.test||",
            "GET /" + "a".repeat(8_178) + " HTTP/1.1|Host: app.test||"),
        refused(14, "fields beyond 16 KiB", "FQ04", 431, GET + "X: " + "a".repeat(20_000) + "||"),
        refused(14, "field without end", "FQ04", 431, GET + "X: " + "a".repeat(20_000)),
        refused(14, "fields beyond 100", "FQ04", 431, GET + "X: y|".repeat(100) + "|"),
        passes(14, "100 fields", GET + "X: y|".repeat(99) + "|", GET + "X: y|".repeat(99) + "|"));
  }

  private static List<RequestRow> methods() {
    List<RequestRow> rows = new ArrayList<>();
    String upgrade = "Connection: Upgrade|Upgrade: ";
    String key = "|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    for (String asked :
        List.of(
            "GET / HTTP/1.1|Host: app.test|" + upgrade + "websocket||",
            "GET / HTTP/1.1|Host: app.test|" + upgrade + "websocket|Sec-WebSocket-Key: short||",
            "PUT / HTTP/1.1|Host: app.test|" + upgrade + "websocket" + key + "||",
            POST + upgrade + "x|Content-Length: 3||abc",
            POST + upgrade + "x|Transfer-Encoding: chunked||0||",
            GET + upgrade + "two words||")) {
      rows.add(refused(22, "upgrade " + printable(asked), "FQ12", 400, asked));
    }
    for (String method : List.of("CONNECT", "TRACE", "connect", "Trace")) {
      rows.add(refused(23, method, "FQ09", 501, method + " / HTTP/1.1|Host: app.test||"));
    }
    rows.add(
        refused(
            23,
            "CONNECT to an authority",
            "FQ09",
            501,
            "CONNECT app.test:443 HTTP/1.1|Host: app.test:443||"));
    rows.add(
        passes(
            23,
            "a method of its own",
            "M-SEARCH / HTTP/1.1|Host: app.test||",
            "M-SEARCH / HTTP/1.1|Host: app.test||"));
    return rows;
  }
}
