package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.replica.SqlTokens.Kind;
import dev.fairlead.gossip.replica.SqlTokens.Token;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file of {@code CREATE TABLE} statements, each under its {@code -- scope:} comment, and {@code
 * CREATE INDEX} statements.
 *
 * <p>Immutable.
 *
 * @param tables the tables, in order
 * @param indexes the indexes, in order
 */
record SchemaFile(List<Definition> tables, List<Definition> indexes) {
  private static final Pattern SCOPE = Pattern.compile("--\\s*scope:\\s*(\\w+).*");
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,62}");

  /** Words of a table definition that replicas could not keep equal, and why. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "CHECK", "merged columns may contradict it",
          "COLLATE", "replicas compare bytes",
          "GENERATED", "replicas store only what was written",
          "CONFLICT", "the writer of a statement decides what happens then",
          "AUTOINCREMENT", "two nodes would hand out the same number");

  SchemaFile {
    tables = List.copyOf(tables);
    indexes = List.copyOf(indexes);
  }

  /**
   * One statement.
   *
   * @param name the table or index
   * @param regional whether the table's rows stay in their region
   * @param sql the statement
   * @param place file and line, for messages
   */
  record Definition(String name, boolean regional, String sql, String place) {}

  /** The built-in schema and every {@code *.sql} of {@code folder}, if it exists, by name. */
  static SchemaFile all(Path folder) {
    try (InputStream builtIn = SchemaFile.class.getResourceAsStream("schema.sql")) {
      if (builtIn == null) {
        throw new IllegalStateException("schema.sql is missing from the program");
      }
      SchemaFile schema =
          parse("schema.sql", new String(builtIn.readAllBytes(), StandardCharsets.UTF_8));
      for (Path file : filesOf(folder)) {
        schema = schema.plus(parse(file.toString(), Files.readString(file)));
      }
      return schema;
    } catch (IOException e) {
      throw new ReplicaException("cannot read the schema in " + folder + ": " + e.getMessage(), e);
    }
  }

  private static List<Path> filesOf(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
    }
  }

  /** Both. */
  SchemaFile plus(SchemaFile more) {
    List<Definition> allTables = new ArrayList<>(tables);
    for (Definition table : more.tables) {
      if (allTables.stream().anyMatch(known -> known.name.equalsIgnoreCase(table.name))) {
        throw new ReplicaException(table.place + ": table " + table.name + " is defined twice");
      }
      allTables.add(table);
    }
    List<Definition> allIndexes = new ArrayList<>(indexes);
    allIndexes.addAll(more.indexes);
    return new SchemaFile(allTables, allIndexes);
  }

  /**
   * Reads the statements of {@code text}.
   *
   * @throws ReplicaException naming {@code file} and the line of what cannot be replicated
   */
  static SchemaFile parse(String file, String text) {
    SchemaFile schema = new SchemaFile(List.of(), List.of());
    List<Token> statement = new ArrayList<>();
    for (Token token : tokens(file, text)) {
      if (!token.symbol(';')) {
        statement.add(token);
        continue;
      }
      schema = schema.plus(one(file, text, statement));
      statement.clear();
    }
    if (statement.stream().anyMatch(token -> token.kind() != Kind.COMMENT)) {
      throw new ReplicaException(
          file + ":" + statement.getLast().line() + ": the last statement does not end with ';'");
    }
    return schema;
  }

  private static List<Token> tokens(String file, String text) {
    try {
      return SqlTokens.of(text);
    } catch (ReplicaException e) {
      throw new ReplicaException(file + ": " + e.getMessage(), e);
    }
  }

  private static SchemaFile one(String file, String text, List<Token> tokens) {
    List<Token> code = tokens.stream().filter(token -> token.kind() != Kind.COMMENT).toList();
    if (code.size() < 4) {
      throw new ReplicaException(file + ": a statement is empty");
    }
    String place = file + ":" + code.getFirst().line();
    String sql = text.substring(code.getFirst().offset(), code.getLast().end());
    int name = code.get(2).is("IF") ? 5 : 2;
    if (!code.get(0).is("CREATE") || !(code.get(1).is("TABLE") || code.get(1).is("INDEX"))) {
      throw new ReplicaException(place + ": only CREATE TABLE and CREATE INDEX are possible here");
    }
    String what = checkName(place, code.get(Math.min(name, code.size() - 1)).text());
    if (code.get(1).is("INDEX")) {
      Definition index = new Definition(what, false, sql, place);
      return new SchemaFile(List.of(), List.of(index));
    }
    checkWords(place, what, code);
    boolean regional = regional(place, what, scopeOf(tokens));
    return new SchemaFile(List.of(new Definition(what, regional, sql, place)), List.of());
  }

  private static String checkName(String place, String name) {
    if (!PLAIN_NAME.matcher(name).matches()
        || name.toLowerCase(Locale.ROOT).startsWith("fairlead_")) {
      throw new ReplicaException(
          place
              + ": '"
              + name
              + "' is no name for a replicated table or index: letters, digits and _, at most 63,"
              + " not starting with fairlead_");
    }
    return name;
  }

  private static void checkWords(String place, String table, List<Token> code) {
    for (Token token : code) {
      String reason =
          token.kind() == Kind.WORD ? REFUSED.get(token.text().toUpperCase(Locale.ROOT)) : null;
      if (reason != null) {
        throw new ReplicaException(
            place + ": table " + table + ": " + token.text() + " is not possible: " + reason);
      }
    }
  }

  private static @Nullable String scopeOf(List<Token> tokens) {
    String scope = null;
    for (Token token : tokens) {
      Matcher matcher = SCOPE.matcher(token.text());
      if (token.kind() != Kind.COMMENT) {
        return scope;
      }
      scope = matcher.matches() ? matcher.group(1) : scope;
    }
    return scope;
  }

  private static boolean regional(String place, String table, @Nullable String scope) {
    if (scope != null && (scope.equals("world") || scope.equals("region"))) {
      return scope.equals("region");
    }
    throw new ReplicaException(
        place
            + ": table "
            + table
            + (scope == null
                ? " has no comment '-- scope: world' or '-- scope: region' above it"
                : ": scope '" + scope + "' is neither world nor region"));
  }
}
