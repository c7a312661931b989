package io.lossbench.cli.report;

/**
 * A drawing with what it was made of.
 *
 * @param id where a link to it leads: the same for the same figure of the same suite
 * @param svg empty if there is nothing to draw
 * @param note what it shows, in words; empty for nothing to say
 * @param csv what is drawn, as a {@link DataTable}
 */
public record Figure(String id, String title, String svg, String note, String csv) {

  /** Whether there is anything to see. */
  public boolean isDrawn() {
    return !svg.isEmpty();
  }

  /** The same under another id. */
  Figure withId(String other) {
    return new Figure(other, title, svg, note, csv);
  }
}
