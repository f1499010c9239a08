package dev.fairlead.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The page that a run leaves behind: all findings, with links to jcstress's own pages. */
final class Report {
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>Fairlead stress</title><style>
      body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 72em; padding: 0 1em }
      table { border-collapse: collapse; width: 100% } td { padding: .2em .8em .2em 0; vertical-align: top }
      pre { background: #f4f4f4; overflow-x: auto; padding: .8em; font-size: 12px }
      .held, .caught { color: #176f2c } .failed { color: #b00020; font-weight: bold } .skipped { color: #777 }
      </style></head><body>
      """;

  private Report() {}

  /** Writes {@code index.html} into {@code folder}; where it is. */
  static Path write(Path folder, String title, Map<Proof, List<Finding>> proofs)
      throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    page.append("<h1>").append(escaped(title)).append("</h1>\n");
    for (Map.Entry<Proof, List<Finding>> proof : proofs.entrySet()) {
      page.append("<h2>").append(escaped(proof.getKey().title())).append("</h2>\n<table>\n");
      proof.getValue().forEach(finding -> page.append(row(finding)));
      page.append("</table>\n");
    }
    page.append("<h2>Pages of jcstress</h2>\n<ul>\n");
    for (Path report : jcstressReports(folder)) {
      String link = folder.relativize(report).toString();
      page.append("<li><a href=\"%1$s\">%1$s</a></li>%n".formatted(escaped(link)));
    }
    Path file = folder.resolve("index.html");
    Files.writeString(file, page.append("</ul>\n</body></html>\n"));
    return file;
  }

  private static String row(Finding finding) {
    String verdict = finding.verdict().name().toLowerCase(Locale.ROOT);
    String detail =
        finding.detail().isEmpty()
            ? ""
            : "<details><summary>how</summary><pre>%s</pre></details>"
                .formatted(escaped(finding.detail()));
    return "<tr><td class=\"%1$s\">%1$s</td><td>%2$s</td><td>%3$s%4$s</td></tr>%n"
        .formatted(verdict, escaped(finding.subject()), escaped(finding.text()), detail);
  }

  private static List<Path> jcstressReports(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(run -> run.resolve("report").resolve("index.html"))
          .filter(Files::exists)
          .sorted()
          .toList();
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
