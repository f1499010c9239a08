package dev.fairlead.stress.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.stress.bench.catalog.CatalogTable;
import dev.fairlead.stress.bench.catalog.CatalogTable.Row;
import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.jmh.Rounds;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** The rows that are loops of our own still run; what they measure is nobody's business here. */
final class CatalogTableTest {
  @Test
  void rowsPrintTheirFigures() {
    StringWriter out = new StringWriter();
    Report report = new Report(new PrintWriter(out, true));
    EnumSet<Row> rows = EnumSet.of(Row.FIRST, Row.MEMORY, Row.SPREAD);
    CatalogTable.measure(rows, true, Rounds.quick(), report);
    assertEquals(8, report.figures().size(), out.toString());
    report.figures().forEach(figure -> assertTrue(out.toString().contains(figure.line())));
  }
}
