package io.lossbench.core.check;

import io.lossbench.core.file.PrintableText;
import io.lossbench.core.provenance.Change;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Reproductions as a person reads them. */
public final class ReproductionText {
  /** Differing fields that are shown of a row. */
  private static final int SHOWN = 6;

  private ReproductionText() {}

  /** A line for the row, and below it what differs. */
  public static List<String> lines(Reproduction row) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT, "%-16s  %s  %s", row.verdict().word(), row.trial(), row.grounds()));
    if (row.parting() != null) {
      lines.add("    they part in " + row.parting().sentence());
    }
    row.differences().stream().limit(SHOWN).forEach(change -> lines.add(indented(change)));
    if (row.differences().size() > SHOWN) {
      lines.add(
          "    and "
              + (row.differences().size() - SHOWN)
              + " more fields; --format json names all");
    }
    if (!row.provenance().isEmpty()) {
      lines.add(
          "    in provenance: "
              + row.provenance().stream().map(Change::sentence).collect(Collectors.joining("; ")));
    }
    return lines.stream().map(ReproductionText::onOneLine).toList();
  }

  private static String indented(Change change) {
    return "      " + change.sentence();
  }

  private static String onOneLine(String text) {
    return PrintableText.of(text).replace("\n", " ");
  }

  /**
   * One line: how many rows have which verdict.
   *
   * @param skipped rows that were not trained again, having failed when they were run
   */
  public static String summary(List<Reproduction> rows, int skipped) {
    Map<Reproduction.Verdict, Long> counts =
        rows.stream().collect(Collectors.groupingBy(Reproduction::verdict, Collectors.counting()));
    String counted =
        Arrays.stream(Reproduction.Verdict.values())
            .filter(counts::containsKey)
            .map(verdict -> counts.get(verdict) + " " + verdict.word())
            .collect(Collectors.joining(", "));
    return (isReproduced(rows) ? "reproduced: " : "not reproduced: ")
        + counted
        + (skipped == 0 ? "" : ", " + skipped + " skipped");
  }

  /** Whether all rows are. */
  public static boolean isReproduced(List<Reproduction> rows) {
    return rows.stream().allMatch(row -> row.verdict().isReproduced());
  }
}
