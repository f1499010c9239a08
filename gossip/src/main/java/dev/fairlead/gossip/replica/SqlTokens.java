package dev.fairlead.gossip.replica;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts SQL text into tokens the way SQLite does, as far as telling words, names, strings,
 * parameters and comments apart.
 *
 * <p>Pure. Used to see which table a statement writes and where statements end, never to judge
 * syntax: that is SQLite's.
 */
final class SqlTokens {
  private final String sql;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private SqlTokens(String sql) {
    this.sql = sql;
  }

  /**
   * What a token is.
   *
   * <p>{@code NAME} is a quoted identifier; {@code WORD} an unquoted one, a keyword or a number.
   */
  enum Kind {
    WORD,
    NAME,
    STRING,
    PARAMETER,
    SYMBOL,
    COMMENT
  }

  /**
   * A token.
   *
   * @param kind what it is
   * @param text its text; without quotes for names and strings
   * @param line the line it starts on, from 1
   * @param offset where it starts in the text
   * @param end where the text goes on after it
   */
  record Token(Kind kind, String text, int line, int offset, int end) {
    boolean is(String word) {
      return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    boolean symbol(char symbol) {
      return kind == Kind.SYMBOL && text.charAt(0) == symbol;
    }

    /** Whether SQLite would take it for the name of a table. */
    boolean named() {
      return kind == Kind.WORD || kind == Kind.NAME || kind == Kind.STRING;
    }
  }

  /**
   * All tokens of {@code sql}, comments included.
   *
   * @throws ReplicaException if a string, name or comment does not end
   */
  static List<Token> of(String sql) {
    SqlTokens scan = new SqlTokens(sql);
    while (scan.at < sql.length()) {
      scan.next();
    }
    return scan.tokens;
  }

  private void next() {
    char c = sql.charAt(at);
    int start = at;
    if (" \t\n\f\r".indexOf(c) >= 0) { // SQLite's white space, no more
      at++;
    } else if (sql.startsWith("--", at)) {
      int end = sql.indexOf('\n', at);
      add(Kind.COMMENT, start, end < 0 ? sql.length() : end);
    } else if (sql.startsWith("/*", at)) {
      add(Kind.COMMENT, start, endOf("*/", at + 2, "comment"));
    } else if (c == '\'') {
      quoted(Kind.STRING, '\'');
    } else if (c == '"' || c == '`') {
      quoted(Kind.NAME, c);
    } else if (c == '[') {
      int end = endOf("]", at, "name");
      tokens.add(new Token(Kind.NAME, sql.substring(start + 1, end - 1), line(start), start, end));
      at = end;
    } else if (c == '?') {
      add(Kind.PARAMETER, start, digitsEnd(at + 1));
    } else if (isSigil(c)) {
      add(Kind.PARAMETER, start, wordEnd(at + 1));
    } else if (isWord(c)) {
      add(Kind.WORD, start, wordEnd(at));
    } else {
      add(Kind.SYMBOL, start, at + 1);
    }
  }

  private boolean isSigil(char c) {
    return (c == ':' || c == '@' || c == '$')
        && at + 1 < sql.length()
        && isWord(sql.charAt(at + 1));
  }

  private static boolean isWord(char c) {
    return c == '_' || c == '$' || c >= 0x80 || isDigit(c) || isLetter(c);
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private int digitsEnd(int from) {
    int end = from;
    while (end < sql.length() && isDigit(sql.charAt(end))) {
      end++;
    }
    return end;
  }

  private int wordEnd(int from) {
    int end = from;
    while (end < sql.length() && isWord(sql.charAt(end))) {
      end++;
    }
    return end;
  }

  private int endOf(String terminator, int from, String what) {
    int found = sql.indexOf(terminator, from);
    if (found < 0) {
      throw new ReplicaException("line " + line(at) + ": a " + what + " does not end");
    }
    return found + terminator.length();
  }

  private void quoted(Kind kind, char quote) {
    StringBuilder text = new StringBuilder();
    int start = at;
    for (int i = at + 1; i < sql.length(); i++) {
      if (sql.charAt(i) != quote) {
        text.append(sql.charAt(i));
      } else if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
        text.append(quote);
        i++;
      } else {
        tokens.add(new Token(kind, text.toString(), line(start), start, i + 1));
        at = i + 1;
        return;
      }
    }
    throw new ReplicaException("line " + line(start) + ": a quoted text does not end");
  }

  private void add(Kind kind, int start, int end) {
    tokens.add(new Token(kind, sql.substring(start, end), line(start), start, end));
    at = end;
  }

  private int line(int offset) {
    int line = 1;
    for (int i = sql.indexOf('\n'); i >= 0 && i < offset; i = sql.indexOf('\n', i + 1)) {
      line++;
    }
    return line;
  }
}
