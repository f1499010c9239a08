package dev.fairlead.proxy;

import static dev.fairlead.proxy.RequestRow.printable;
import static dev.fairlead.proxy.RequestRow.values;
import static dev.fairlead.proxy.ResponseRow.breaksOff;
import static dev.fairlead.proxy.ResponseRow.fails;
import static dev.fairlead.proxy.ResponseRow.passes;

import java.util.ArrayList;
import java.util.List;

/** What instances may answer and must not, row by row of the behaviours a proxy must show. */
final class ResponseRows {
  private static final String OK = "HTTP/1.1 200 OK|";
  private static final String SIZED = OK + "Content-Length: 2||ok";
  private static final String CHUNKED = OK + "Transfer-Encoding: chunked||";

  private ResponseRows() {}

  static List<ResponseRow> all() {
    List<ResponseRow> all = new ArrayList<>();
    all.addAll(heads());
    all.addAll(framing());
    all.addAll(bodies());
    all.addAll(truncated());
    all.addAll(surplus());
    all.addAll(interims());
    all.addAll(good());
    return all;
  }

  private static List<ResponseRow> heads() {
    List<ResponseRow> rows = new ArrayList<>();
    for (String line :
        values(
            """
            HTTP/1.1 99 Low
            HTTP/1.1 099 Low
            HTTP/1.1 000 None
            HTTP/1.1 600 High
            HTTP/1.1 999 High
            HTTP/1.1 2000 Long
            HTTP/1.1 20 Short
            HTTP/1.1 abc OK
            HTTP/1.1 +20 OK
            HTTP/1.1  200 OK
            HTTP/1.1 200OK
            HTTP/1.1
            HTTP/2.0 200 OK
            HTTP/0.9 200 OK
            HTTP/1.10 200 OK
            http/1.1 200 OK
            ICY 200 OK
            garbage
            <>
            HTTP/1.1 200 O<00>K
            HTTP/1.1 200 O<0d>K
            HTTP/1.1<09>200 OK
            <20>HTTP/1.1 200 OK
            HTTP/1.1 200 OK<0a>
            HTTP/1.1 200 OK<0a>X: y
            SSH-2.0-x
            <15><03><03>
            """)) {
      rows.add(fails(26, "line " + printable(line), line + "|Content-Length: 2||ok"));
    }
    for (String field :
        values(
            """
            X: a<0a>Y: b
            X: a<0d>Y: b
            X: a<00>
            X: a<07>
            X: a| b
            <20>X: a
            nocolon
            : a
            X Y: a
            X<85>: a
            X(: a
            X: a<0d>
            """)) {
      rows.add(fails(26, "field " + printable(field), OK + field + "|Content-Length: 2||ok"));
    }
    rows.add(fails(26, "line beyond 8 KiB", "HTTP/1.1 200 " + "a".repeat(9_000) + "||"));
    rows.add(
        fails(26, "fields beyond 64 KiB", OK + ("X: " + "a".repeat(6_000) + "|").repeat(11) + "|"));
    rows.add(fails(26, "fields beyond 1000", OK + "X: y|".repeat(1_001) + "|"));
    return rows;
  }

  private static List<ResponseRow> framing() {
    List<ResponseRow> rows = new ArrayList<>();
    for (String fields :
        values(
            """
            Content-Length: 2|Transfer-Encoding: chunked
            Content-Length: 2|Content-Length: 2
            Content-Length: 2|Content-Length: 3
            Content-Length: 2, 2
            Content-Length: +2
            Content-Length: 0x2
            Content-Length:
            Content-Length: -2
            Content-Length: 99999999999999999999
            Transfer-Encoding: gzip
            Transfer-Encoding: gzip, chunked
            Transfer-Encoding: ,chunked
            Transfer-Encoding: chunked|Transfer-Encoding: chunked
            Transfer-Encoding: identity
            Transfer-Encoding:
            """)) {
      rows.add(fails(26, fields, OK + fields + "||ok"));
    }
    rows.add(fails(26, "chunks in 1.0", "HTTP/1.0 200 OK|Transfer-Encoding: chunked||2|ok|0||"));
    rows.add(fails(26, "204 with a length", "HTTP/1.1 204 No|Content-Length: 2||ok"));
    rows.add(fails(26, "204 with chunks", "HTTP/1.1 204 No|Transfer-Encoding: chunked||0||"));
    rows.add(fails(26, "103 with a length", "HTTP/1.1 103 Early|Content-Length: 2||ok" + SIZED));
    rows.add(fails(26, "101 nobody asked for", "HTTP/1.1 101 S|Connection: upgrade|Upgrade: x||"));
    rows.add(fails(26, "101 without fields", "HTTP/1.1 101 S||"));
    rows.add(passes(26, "204 with length 0", 204, "", "HTTP/1.1 204 No|Content-Length: 0||"));
    rows.add(passes(26, "304 with a length", 304, "", "HTTP/1.1 304 No|Content-Length: 9||"));
    rows.add(
        passes(26, "304 with a body", 304, "", "HTTP/1.1 304 No|Content-Length: 2||ok").once());
    rows.add(passes(26, "204 with a body", 204, "", "HTTP/1.1 204 No||evil").once());
    rows.add(passes(26, "length", 200, "", OK + "Content-Length: 2||").to("HEAD"));
    rows.add(passes(26, "chunks", 200, "", CHUNKED).to("HEAD"));
    rows.add(passes(26, "neither", 200, "", OK + "|").to("HEAD"));
    rows.add(passes(26, "a body", 200, "", SIZED).to("HEAD").once());
    return rows;
  }

  private static List<ResponseRow> bodies() {
    List<ResponseRow> rows = new ArrayList<>();
    for (String body :
        values(
            """
            2|ok|zz|
            2|ok|-1|
            2|ok| 0||
            2|ok|0x0||
            2|okX|0||
            2|ok<0a>0||
            2|ok|0;<00>||
            2|ok|00000000000000000||
            2|ok|0|X: <00>||
            2|ok|0|nocolon||
            2|ok||0||
            """)) {
      rows.add(breaksOff(26, "chunks " + printable(body), CHUNKED + body));
    }
    return rows;
  }

  private static List<ResponseRow> truncated() {
    return List.of(
        breaksOff(27, "length", OK + "Content-Length: 9||ok").andCloses(),
        breaksOff(27, "length", OK + "Content-Length: 9||ok").andResets(),
        breaksOff(27, "no body", OK + "Content-Length: 9||").andCloses(),
        breaksOff(27, "no last chunk", CHUNKED + "2|ok|").andCloses(),
        breaksOff(27, "no last chunk", CHUNKED + "2|ok|").andResets(),
        breaksOff(27, "within a chunk", CHUNKED + "9|ok").andCloses(),
        breaksOff(27, "within the last chunk", CHUNKED + "2|ok|0|").andCloses(),
        breaksOff(27, "within the trailers", CHUNKED + "2|ok|0|X: y|").andCloses(),
        breaksOff(27, "no length", OK + "|ok").andResets(),
        passes(27, "no length", 200, "ok", OK + "|ok").andCloses(),
        passes(27, "no length in 1.0", 200, "ok", "HTTP/1.0 200 OK||ok").andCloses(),
        fails(27, "within the head", OK + "X: ").andCloses().as("FC01"),
        fails(27, "no head", "").andCloses().as("FC01"),
        fails(27, "no head", "").andResets().as("FC01"),
        fails(27, "after an interim answer", "HTTP/1.1 103 Early||").andCloses().as("FC01"));
  }

  private static List<ResponseRow> surplus() {
    List<ResponseRow> rows = new ArrayList<>();
    for (String more :
        List.of(
            RequestRow.crlf(SIZED),
            "x",
            "|",
            "HTTP/1.1 200 OK|X-Evil: ",
            "HTTP/1.1 100 Continue||")) {
      rows.add(passes(25, "surplus " + printable(more), 200, "ok", SIZED + more).once());
    }
    rows.add(passes(25, "surplus behind chunks", 200, "ok", CHUNKED + "2|ok|0||x").once());
    rows.add(passes(25, "surplus behind none", 204, "", "HTTP/1.1 204 No||" + SIZED).once());
    return rows;
  }

  private static List<ResponseRow> interims() {
    String hints = "HTTP/1.1 103 Early Hints|Link: </x>||";
    return List.of(
        passes(21, "an unasked 100", 200, "ok", "HTTP/1.1 100 Continue||" + SIZED).after(100),
        passes(21, "hints", 200, "ok", hints + hints + SIZED).after(103, 103),
        passes(21, "hints with length 0", 200, "ok", "HTTP/1.1 103 E|Content-Length: 0||" + SIZED)
            .after(103),
        passes(21, "unknown interim", 200, "ok", "HTTP/1.1 199 What||" + SIZED).after(199));
  }

  private static List<ResponseRow> good() {
    return List.of(
        passes(26, "plain", 200, "ok", SIZED),
        passes(
            38,
            "what is compressed stays so",
            200,
            "\u001fzip",
            OK + "Content-Encoding: gzip|Content-Length: 4||\u001fzip"),
        passes(26, "no reason", 200, "ok", "HTTP/1.1 200|Content-Length: 2||ok"),
        passes(26, "empty reason", 200, "ok", "HTTP/1.1 200 |Content-Length: 2||ok"),
        passes(26, "status 599", 599, "ok", "HTTP/1.1 599 Odd|Content-Length: 2||ok"),
        passes(26, "blank before the colon", 200, "ok", OK + "Content-Length : 2||ok"),
        passes(26, "chunks", 200, "ok", CHUNKED + "1;x|o|1|k|0|X-Sum: 9||"),
        passes(26, "length 0", 200, "", OK + "Content-Length: 0||"),
        passes(26, "in 1.0", 200, "ok", "HTTP/1.0 200 OK|Content-Length: 2||ok").once(),
        passes(
            26,
            "in 1.0, kept",
            200,
            "ok",
            "HTTP/1.0 200 OK|Connection: keep-alive|Content-Length: 2||ok"),
        passes(26, "asks to close", 200, "ok", OK + "Connection: close|Content-Length: 2||ok")
            .once());
  }
}
