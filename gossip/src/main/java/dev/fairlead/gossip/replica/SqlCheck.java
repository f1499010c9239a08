package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.replica.SqlTokens.Kind;
import dev.fairlead.gossip.replica.SqlTokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Decides from its text whether a statement may run: a write of one table, or a query.
 *
 * <p>It allows what it recognises and refuses the rest: one statement, one of four verbs, and a
 * target the caller looks up among the replicated tables. SQLite cannot write another table than
 * that target, because data-changing statements do not nest and only generated triggers exist.
 * Pure.
 */
final class SqlCheck {
  private static final Set<String> WRITES = Set.of("INSERT", "REPLACE", "UPDATE", "DELETE");
  private static final Set<String> QUERIES = Set.of("SELECT", "VALUES");

  private final List<Token> tokens;
  private int at;

  private SqlCheck(List<Token> tokens) {
    this.tokens = tokens;
  }

  /**
   * The table a data-changing statement writes.
   *
   * @throws ReplicaException if {@code sql} is anything else than one such statement
   */
  static String target(String sql) {
    return new SqlCheck(single(sql)).target();
  }

  /**
   * Passes a query.
   *
   * @throws ReplicaException if {@code sql} is anything else than one query
   */
  static void query(String sql) {
    SqlCheck check = new SqlCheck(single(sql));
    String verb = check.verb();
    if (!QUERIES.contains(verb) && !verb.equals("EXPLAIN")) {
      throw new ReplicaException("statement is not readonly");
    }
  }

  /** The names of the parameters by their number from 1; empty for those without one. */
  static List<String> parameters(String sql) {
    List<String> names = new ArrayList<>();
    for (Token token : SqlTokens.of(sql)) {
      if (token.kind() != Kind.PARAMETER) {
        continue;
      }
      String text = token.text();
      if (text.equals("?")) {
        names.add("");
      } else if (text.startsWith("?")) {
        number(names, text);
      } else if (!names.contains(text)) {
        names.add(text);
      }
    }
    return names;
  }

  private static void number(List<String> names, String text) {
    int number = text.length() > 6 ? 0 : Integer.parseInt(text, 1, text.length(), 10);
    if (number < 1 || number > 32_766) {
      throw new ReplicaException("parameter " + text + " is not between ?1 and ?32766");
    }
    while (names.size() < number) {
      names.add("");
    }
  }

  private static List<Token> single(String sql) {
    List<Token> tokens = new ArrayList<>(SqlTokens.of(sql));
    tokens.removeIf(token -> token.kind() == Kind.COMMENT);
    while (!tokens.isEmpty() && tokens.getLast().symbol(';')) {
      tokens.removeLast();
    }
    if (tokens.isEmpty()) {
      throw new ReplicaException("the statement is empty");
    }
    if (tokens.stream().anyMatch(token -> token.symbol(';'))) {
      throw new ReplicaException("more than one statement in one text");
    }
    return tokens;
  }

  private String verb() {
    String first = word();
    if (!first.equals("WITH")) {
      return first;
    }
    int depth = 0;
    for (at = 1; at < tokens.size(); at++) {
      Token token = tokens.get(at);
      depth += token.symbol('(') ? 1 : token.symbol(')') ? -1 : 0;
      if (depth == 0 && (WRITES.contains(word()) || QUERIES.contains(word()))) {
        return word();
      }
    }
    return first;
  }

  private String target() {
    String verb = verb();
    if (!WRITES.contains(verb)) {
      throw new ReplicaException(
          "only INSERT, REPLACE, UPDATE and DELETE change data here, not '"
              + tokens.get(0).text()
              + "'");
    }
    at++;
    if (skip("OR")) {
      if (skip("ROLLBACK")) {
        throw new ReplicaException("OR ROLLBACK would end other writers' transactions");
      }
      at++;
    }
    if (!verb.equals("UPDATE") && !skip(verb.equals("DELETE") ? "FROM" : "INTO")) {
      throw new ReplicaException("near \"" + text() + "\": syntax error");
    }
    return name();
  }

  private String name() {
    String name = named();
    if (at < tokens.size() && tokens.get(at).symbol('.')) {
      at++;
      if (!name.equalsIgnoreCase("main")) {
        throw new ReplicaException("no such database: " + name);
      }
      name = named();
    }
    return name.toLowerCase(Locale.ROOT);
  }

  private String named() {
    if (at >= tokens.size() || !tokens.get(at).named()) {
      throw new ReplicaException("near \"" + text() + "\": syntax error");
    }
    return tokens.get(at++).text();
  }

  private boolean skip(String word) {
    boolean here = at < tokens.size() && tokens.get(at).is(word);
    at += here ? 1 : 0;
    return here;
  }

  private String text() {
    return at < tokens.size() ? tokens.get(at).text() : "end";
  }

  private String word() {
    Token token = tokens.get(at);
    return token.kind() == Kind.WORD ? token.text().toUpperCase(Locale.ROOT) : "";
  }
}
