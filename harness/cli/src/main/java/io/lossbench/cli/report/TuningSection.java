package io.lossbench.cli.report;

import java.util.List;

/**
 * What a report shows of the tuning of the losses of one dataset with one backbone, every number as
 * the text that stands there.
 *
 * @param id where a link to it leads
 * @param metric that chose, on validation images
 * @param how the search was made, in sentences
 */
public record TuningSection(
    String id,
    String dataset,
    String backbone,
    String metric,
    String how,
    List<LossRow> rows,
    List<Figure> figures,
    List<AttemptRow> attempts) {

  /**
   * The search of a loss.
   *
   * @param index of its mark
   * @param own the suite's own settings, on validation images
   * @param validation the winner
   * @param gap of validation over test
   */
  public record LossRow(
      int index,
      String loss,
      String settings,
      String configurations,
      String trials,
      String seconds,
      String own,
      String validation,
      String gain,
      String test,
      String gap) {}

  /** A configuration that was tried. */
  public record AttemptRow(
      String loss,
      String number,
      String settings,
      String epochs,
      String value,
      boolean won,
      List<String> trials) {}
}
