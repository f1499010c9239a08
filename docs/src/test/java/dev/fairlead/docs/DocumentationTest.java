package dev.fairlead.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Keeps what is written true: links lead somewhere, the README stays short, sources stay readable.
 */
final class DocumentationTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
  private static final int README_LINES_MAX = 120;
  private static final int SOURCE_LINES_MAX = 400;

  @Test
  void everyRelativeLinkLeadsToAFile() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        if (!Files.exists(page.resolveSibling(link.group(1)))) {
          broken.add(ROOT.relativize(page) + " -> " + link.group(1));
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  /** As {@code internals/behaviours.md} does. */
  @Test
  void everyTestThatIsNamedExists() throws IOException {
    Map<String, String> tests = tests();
    List<String> missing = new ArrayList<>();
    for (Path page : pages()) {
      Matcher test = TEST.matcher(Files.readString(page));
      while (test.find()) {
        String source = tests.getOrDefault(test.group(1), "");
        if (!source.contains("void " + test.group(2) + "(")) {
          missing.add(ROOT.relativize(page) + " -> " + test.group(0));
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void theReadmeFitsOnAFewScreens() throws IOException {
    long lines = Files.readAllLines(ROOT.resolve("README.md")).size();
    assertTrue(lines <= README_LINES_MAX, "README.md has " + lines + " lines");
  }

  @Test
  void everyPackageSaysWhatComesInAndWhatGoesOut() throws IOException {
    List<String> silent = new ArrayList<>();
    for (Path folder : sourceFolders()) {
      Path info = folder.resolve("package-info.java");
      String text = Files.exists(info) ? Files.readString(info) : "";
      if (!text.contains("In: ") || !text.contains("Out: ") || !text.contains("@NullMarked")) {
        silent.add(ROOT.relativize(folder).toString());
      }
    }
    assertEquals(List.of(), silent);
  }

  @Test
  void noSourceFileIsTooLongToRead() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path source : sources()) {
      int lines = Files.readAllLines(source).size();
      if (lines > SOURCE_LINES_MAX) {
        tooLong.add(ROOT.relativize(source) + ": " + lines);
      }
    }
    assertEquals(List.of(), tooLong);
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    pages.add(ROOT.resolve("README.md"));
    try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
      files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.toString().contains("target"))
          .forEach(pages::add);
    }
    return pages;
  }

  /** The sources of all test classes, by name; those of one name together. */
  private static Map<String, String> tests() throws IOException {
    Map<String, String> tests = new HashMap<>();
    for (String module : List.of("gossip", "catalog", "proxy", "watchdog", "stress")) {
      Path folder = ROOT.resolve(module).resolve("src/test/java");
      if (Files.exists(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
            String name = file.getFileName().toString().replace(".java", "");
            tests.merge(name, Files.readString(file), String::concat);
          }
        }
      }
    }
    return tests;
  }

  private static List<Path> sourceFolders() throws IOException {
    return sources().stream().map(Path::getParent).distinct().toList();
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : List.of("gossip", "catalog", "proxy", "watchdog", "stress")) {
      Path folder = ROOT.resolve(module).resolve("src/main/java");
      if (Files.exists(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
    return sources;
  }
}
