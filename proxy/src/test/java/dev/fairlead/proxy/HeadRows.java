package dev.fairlead.proxy;

import static dev.fairlead.proxy.RequestRow.passes;
import static dev.fairlead.proxy.RequestRow.printable;
import static dev.fairlead.proxy.RequestRow.refused;
import static dev.fairlead.proxy.RequestRow.values;

import java.util.ArrayList;
import java.util.List;

/** What clients may say in header fields and must not, row by row. */
final class HeadRows {
  private static final String POST = "POST / HTTP/1.1|Host: app.test|";
  private static final String GET = "GET / HTTP/1.1|Host: app.test|";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked||";

  private HeadRows() {}

  static List<RequestRow> all() {
    List<RequestRow> all = new ArrayList<>();
    all.addAll(fields());
    all.addAll(hosts());
    all.addAll(connectionFields());
    return all;
  }

  private static List<RequestRow> fields() {
    List<RequestRow> rows = new ArrayList<>();
    for (String field :
        values(
            """
            X: a<0d>b
            X: a<0a>b
            X: a<00>b
            X: a<01>b
            X: a<7f>b
            X: a<0b>b
            X<00>: a
            X<0d>: a
            X: a<0a>Y: b
            X: a<0d>
            X : a
            X<09>: a
            : a
            nocolon
            Bad Name: x
            a(b: c
            a<85>b: c
            a@b: c
            X: a| b
            X: a|<09>b
            X: a|<20>
            X: a<00>|Y: b
            Content-Length<00>: 3
            <0b>X: a
            """)) {
      rows.add(refused(7, "field " + printable(field), "FQ05", 400, GET + field + "||"));
    }
    rows.add(
        refused(
            7,
            "a blank before the first field",
            "FQ05",
            400,
            "GET / HTTP/1.1| X: a|Host: app.test||"));
    rows.add(
        refused(
            7,
            "empty lines, then a folded line",
            "FQ05",
            400,
            "||GET / HTTP/1.1|Host: app.test|X: a| b||"));
    rows.add(refused(7, "bare line feeds", "FQ01", 400, "GET / HTTP/1.1\nHost: app.test\n\n"));
    rows.add(
        refused(7, "bare carriage returns", "FQ01", 400, "GET / HTTP/1.1\rHost: app.test\r\r\n"));
    rows.add(refused(7, "bare empty line", "FQ05", 400, "GET / HTTP/1.1|Host: app.test|\n"));
    rows.add(
        passes(
            7,
            "blanks around a value, beyond ASCII within",
            GET + "X: \t a \u00e4\tb \t|Y:|Z:z||",
            GET + "X: a \u00e4\tb|Y: |Z: z||"));
    return rows;
  }

  private static List<RequestRow> hosts() {
    List<RequestRow> rows = new ArrayList<>();
    rows.add(refused(8, "no Host", "FQ08", 400, "GET / HTTP/1.1||"));
    rows.add(refused(8, "two Hosts", "FQ08", 400, GET + "Host: app.test||"));
    rows.add(
        refused(8, "empty Host, absolute", "FQ08", 400, "GET http://app.test/ HTTP/1.1|Host:||"));
    for (String host :
        values(
            """
            user@app.test
            app.test/x
            app.test?x
            a,b
            a b
            <>
            app.test:x
            app.test:99999
            app.test:80:80
            [::1
            [x]
            http://app.test
            a<e4>
            a%41
            app.test#
            a;b
            "app.test"
            app.test\\x
            """)) {
      rows.add(refused(8, "Host: " + host, "FQ08", 400, "GET / HTTP/1.1|Host: " + host + "||"));
    }
    rows.add(
        passes(
            9,
            "the absolute URI decides",
            "GET http://app.test:81/x?y HTTP/1.1|Host: other.test||",
            "GET /x?y HTTP/1.1|Host: app.test:81||"));
    rows.add(
        passes(
            9,
            "absolute without a path",
            "GET HTTP://app.test?y HTTP/1.1|Host: x||",
            "GET /?y HTTP/1.1|Host: app.test||"));
    rows.add(
        passes(
            9,
            "OPTIONS of the server",
            "OPTIONS http://app.test HTTP/1.1|Host: x||",
            "OPTIONS * HTTP/1.1|Host: app.test||"));
    for (String target :
        List.of("http://user@app.test/", "http:///x", "http://a b/", "http://app.test:x/")) {
      rows.add(
          new RequestRow(
              9,
              "target " + target,
              RequestRow.crlf("GET " + target + " HTTP/1.1|Host: app.test||"),
              List.of(400),
              "FQ",
              true,
              List.of()));
    }
    rows.add(
        refused(9, "another scheme", "FQ01", 400, "GET ftp://app.test/ HTTP/1.1|Host: app.test||"));
    return rows;
  }

  private static List<RequestRow> connectionFields() {
    List<RequestRow> rows = new ArrayList<>();
    for (String named :
        values(
            """
            Content-Length
            Transfer-Encoding
            Host
            Cookie
            Authorization
            """)) {
      rows.add(
          passes(
              20,
              "Connection: " + named,
              POST
                  + "Connection: "
                  + named
                  + ", close-not|Content-Length: 3|Cookie: a|Authorization: b||abc",
              POST + "Content-Length: 3|Cookie: a|Authorization: b||abc"));
    }
    rows.add(
        passes(
            20,
            "chunks survive being named",
            POST + "Connection: transfer-encoding|Transfer-Encoding: chunked||1|a|0||",
            CHUNKED + "a"));
    rows.add(
        passes(
            20,
            "what is named goes",
            GET
                + "Connection: keep-alive , X-One|X-One: 1|Connection: x-two,,|X-Two: 2|X-Three: 3||",
            GET + "X-Three: 3||"));
    rows.add(
        passes(
            20,
            "what belongs to the connection goes",
            GET
                + "Keep-Alive: 5|Proxy-Connection: x|TE: trailers|Upgrade: x|HTTP2-Settings: x|"
                + "Proxy-Authorization: x|Proxy-Authenticate: x||",
            GET + "|"));
    rows.add(passes(20, "Connection: close", GET + "Connection: close||", GET + "|").thenCloses());
    rows.add(
        passes(
            34,
            "claims go",
            GET
                + "X-Forwarded-For: 6.6.6.6|X-Forwarded-Evil: 6|Forwarded: for=6.6.6.6|X-Real-IP: 6|"
                + "X_Forwarded_For: 6|Content_Length: 6|Fairlead-Client-IP: 6|Fairlead-Hop: 6||",
            GET + "|"));
    rows.add(
        refused(
            34,
            "a loop",
            "FR05",
            508,
            GET + "CDN-Loop: fairlead, x|CDN-Loop: fairlead;n=1" + ",fairlead".repeat(6) + "||"));
    rows.add(refused(21, "another expectation", "FQ11", 417, GET + "Expect: miracles||"));
    rows.add(
        refused(
            21,
            "two expectations",
            "FQ11",
            417,
            GET + "Expect: 100-continue|Expect: 100-continue||"));
    return rows;
  }
}
