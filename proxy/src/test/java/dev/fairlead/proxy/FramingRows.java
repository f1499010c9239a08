package dev.fairlead.proxy;

import static dev.fairlead.proxy.RequestRow.passes;
import static dev.fairlead.proxy.RequestRow.printable;
import static dev.fairlead.proxy.RequestRow.refused;
import static dev.fairlead.proxy.RequestRow.values;

import java.util.ArrayList;
import java.util.List;

/**
 * What clients may say about the end of a body and must not, row by row of the behaviours a proxy
 * must show.
 */
final class FramingRows {
  private static final String POST = "POST / HTTP/1.1|Host: app.test|";
  private static final String GET = "GET / HTTP/1.1|Host: app.test|";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked||";

  private FramingRows() {}

  static List<RequestRow> all() {
    List<RequestRow> all = new ArrayList<>();
    all.addAll(lengths());
    all.addAll(codings());
    all.addAll(chunks());
    all.addAll(goodChunks());
    all.addAll(trailers());
    return all;
  }

  private static List<RequestRow> lengths() {
    List<RequestRow> rows = new ArrayList<>();
    rows.add(
        refused(
            1,
            "length and chunks",
            "FQ06",
            400,
            POST + "Content-Length: 3|Transfer-Encoding: chunked||0||"));
    rows.add(
        refused(
            1,
            "chunks and length",
            "FQ06",
            400,
            POST + "Transfer-Encoding: chunked|Content-Length: 5||0||"));
    for (String length :
        values(
            """
            3|Content-Length: 3
            3|Content-Length: 4
            3, 3
            3,3
            +3
            -0
            -3
            0x3
            03_
            3 3
            <>
            3;
            3.0
            <b3>
            9223372036854775808
            99999999999999999999
            1e1
            """)) {
      rows.add(
          refused(
              2,
              "Content-Length: " + length,
              "FQ06",
              400,
              POST + "Content-Length: " + length + "||abc"));
    }
    rows.add(
        passes(2, "one length", POST + "Content-Length: 3||abc", POST + "Content-Length: 3||abc"));
    rows.add(
        passes(
            2,
            "zeros before it",
            POST + "Content-Length: 003||abc",
            POST + "Content-Length: 3||abc"));
    rows.add(
        passes(
            38,
            "what is compressed stays so",
            POST + "Content-Encoding: gzip|Content-Length: 4||\u001fzip",
            POST + "Content-Encoding: gzip|Content-Length: 4||\u001fzip"));
    rows.add(passes(2, "length 0", POST + "Content-Length: 0||", POST + "Content-Length: 0||"));
    rows.add(
        passes(
            2, "GET with a body", GET + "Content-Length: 3||abc", GET + "Content-Length: 3||abc"));
    return rows;
  }

  private static List<RequestRow> codings() {
    List<RequestRow> rows = new ArrayList<>();
    rows.add(
        refused(
            3,
            "chunks in 1.0",
            "FQ06",
            400,
            "POST / HTTP/1.0|Host: app.test|Transfer-Encoding: chunked||0||"));
    for (String coding :
        values(
            """
            chunked|Transfer-Encoding: chunked
            chunked|Transfer-Encoding: identity
            chunked, gzip
            gzip
            ,chunked
            chunked,
            xchunked
            chunkedx
            chunked;q=1
            identity
            chunked, chunked
            chunked chunked
            "chunked"
            chunked, identity
            <>
            """)) {
      rows.add(
          refused(
              3,
              "Transfer-Encoding: " + coding,
              "FQ06",
              400,
              POST + "Transfer-Encoding: " + coding + "||0||"));
    }
    rows.add(
        refused(
            3,
            "a control before the coding",
            "FQ05",
            400,
            POST + "Transfer-Encoding: \u000bchunked||0||"));
    for (String coding :
        List.of("gzip, chunked", "gzip,chunked", "identity, chunked", "x, y, chunked")) {
      rows.add(
          refused(
              4,
              "Transfer-Encoding: " + coding,
              "FQ07",
              501,
              POST + "Transfer-Encoding: " + coding + "||0||"));
    }
    for (String coding : List.of("Chunked", "CHUNKED", " \tchunked\t ")) {
      rows.add(
          passes(
              3,
              "Transfer-Encoding: " + coding,
              POST + "Transfer-Encoding:" + coding + "||3|abc|0||",
              CHUNKED + "abc"));
    }
    return rows;
  }

  /** Every one is found behind a head that was good: the origin sees it begin, never end. */
  private static List<RequestRow> chunks() {
    List<RequestRow> rows = new ArrayList<>();
    for (String body :
        values(
            """
            0x1|a|0||
            0X1|a|0||
            +1|a|0||
            -1|a|0||
            1_0|a|0||
            <20>1|a|0||
            1 |a|0||
            <09>1|a|0||
            1<09>|a|0||
            |a|0||
            ;x|a|0||
            1 ;x|a|0||
            zz|abc|0||
            1these-bytes|a|0||
            -0x0||
            00000000000000001|a|0||
            0000000000000000000||
            8000000000000000|a|0||
            fffffffffffffffff|a|0||
            1<0a>
            1<0a>a|0||
            1<0d><0d>a|0||
            1|aX|0||
            1|ab0||
            1|a<0a>0||
            1|a<0d>0||
            1|a<0d><0d><0a>0||
            1|a||0||
            1<0d>;x|a|0||
            1;x<0d>y|a|0||
            1;x<0a>y|a|0||
            1;<00>|a|0||
            1;|a|0||
            1;a b|a|0||
            1;a=|a|0||
            1;a="b|a|0||
            1;a="b"c|a|0||
            1;a="\\|a|0||
            1;=b|a|0||
            1;<85>|a|0||
            """)) {
      rows.add(refused(5, "chunks " + printable(body), "FQ14", 400, CHUNKED + body));
    }
    for (String trailer :
        values(
            """
            X|
            X: a<0a>|
            <20>X: a||
            X : a||
            X: a| b||
            : a||
            X: <00>||
            """)) {
      rows.add(
          refused(5, "trailer " + printable(trailer), "FQ05", 400, CHUNKED + "1|a|0|" + trailer));
    }
    rows.add(
        refused(
            5, "one long extension", "FQ14", 400, CHUNKED + "1;" + "x".repeat(5_000) + "|a|0||"));
    rows.add(
        refused(
            5,
            "many extensions",
            "FQ14",
            400,
            CHUNKED + ("1;" + "x".repeat(99) + "|a|").repeat(50) + "0||"));
    return rows;
  }

  private static List<RequestRow> goodChunks() {
    return List.of(
        passes(
            5, "several chunks", CHUNKED + "3|abc|00A|0123456789|0||", CHUNKED + "abc0123456789"),
        passes(5, "16 digits", CHUNKED + "0000000000000001|a|0000||", CHUNKED + "a"),
        passes(5, "no chunk but the last", CHUNKED + "0||", CHUNKED + ""),
        passes(
            5, "extensions stay here", CHUNKED + "1;a;b=c;d=\"e \\\" ;\"|x|0;f||", CHUNKED + "x"),
        passes(
            5,
            "requests behind each other",
            CHUNKED + "1|a|0||" + GET + "|" + CHUNKED + "1|b|0||",
            CHUNKED + "a",
            GET + "|",
            CHUNKED + "b"),
        refused(5, "one byte behind the last chunk", "FQ01", 400, CHUNKED + "1|a|0||\0")
            .after(CHUNKED + "a"));
  }

  private static List<RequestRow> trailers() {
    return List.of(
        passes(6, "a trailer goes on", CHUNKED + "1|a|0|X-Sum: 9||", CHUNKED + "a||X-Sum: 9"),
        passes(
            6,
            "not what frames, routes or allows",
            CHUNKED
                + "1|a|0|Content-Length: 9|Transfer-Encoding: x|Host: evil|Authorization: x|"
                + "Cookie: x|Connection: close|TE: x|Trailer: x|X-Forwarded-For: 6.6.6.6|Via: x|"
                + "X_Under: x|Fairlead-Client-IP: x|X-Sum: 9||",
            CHUNKED + "a||X-Sum: 9"),
        refused(
            6,
            "trailers too large",
            "FQ04",
            431,
            CHUNKED + "1|a|0|X: " + "y".repeat(20_000) + "||"),
        refused(
            6, "trailers too many", "FQ04", 431, CHUNKED + "1|a|0|" + "X: y|".repeat(101) + "|"));
  }
}
