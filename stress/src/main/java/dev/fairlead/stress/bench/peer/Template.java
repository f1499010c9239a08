package dev.fairlead.stress.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Configurations kept as resources, with words such as {@code @ORIGIN@} to be replaced. */
final class Template {
  private static final Pattern WORD = Pattern.compile("@([A-Z_]+)@");

  private Template() {}

  /**
   * Writes the resource {@code name} into {@code folder}.
   *
   * @return the file
   */
  static Path write(String name, Map<String, String> words, Path folder) throws IOException {
    try (InputStream resource = Template.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IOException("the resource " + name + " is missing");
      }
      String text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
      return Files.writeString(folder.resolve(name), fill(text, words));
    }
  }

  /** Replaces every word; one that is not known is a mistake in the resource. */
  static String fill(String text, Map<String, String> words) {
    return WORD.matcher(text)
        .replaceAll(match -> {
          String value = words.get(match.group(1));
          if (value == null) {
            throw new IllegalArgumentException("no value for " + match.group());
          }
          return Matcher.quoteReplacement(value);
        });
  }
}
