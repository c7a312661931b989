package io.lossbench.cli.report;

import java.util.List;
import java.util.Optional;

/**
 * What a report shows, every number as the text that stands there.
 *
 * @param summary of the answer, where it has many sentences; empty where it has few
 * @param answer a sentence on each loss
 * @param across figures of more than one dataset and backbone, and of metric and time
 */
public record Page(
    String title,
    String description,
    List<String> summary,
    List<String> answer,
    String facts,
    List<Overview> overview,
    List<Section> sections,
    List<Figure> across,
    List<TuningSection> tunings,
    List<TrialRow> trials,
    List<String> provenance,
    String runCommand,
    String resolvedSuite) {

  /** Losses over all datasets and backbones; there is one, or none with a single section. */
  public record Overview(String sentence, List<OverviewRow> rows) {}

  /** A loss over all datasets and backbones. */
  public record OverviewRow(
      String loss,
      String averageRank,
      String improvement,
      String improvementInterval,
      String gain,
      String gainInterval,
      boolean significant) {}

  /**
   * One dataset with one backbone.
   *
   * @param id where a link to it leads
   * @param classFigure the metric of each class, of which {@code classes} is the table; none while
   *     nothing was measured
   */
  public record Section(
      String id,
      String dataset,
      String backbone,
      String metric,
      String weights,
      String otherWeights,
      String baseline,
      List<String> findings,
      List<String> warnings,
      String chance,
      List<LossRow> rows,
      String basis,
      List<ChanceRow> chances,
      List<VerdictRow> verdicts,
      List<Figure> figures,
      Optional<BreakdownPart> breakdown,
      RecallPart recall,
      List<Figure> classFigure,
      String perClassMetric,
      List<String> lossNames,
      List<ClassRow> classes,
      List<Figure> gainFigure,
      List<GainRow> gains,
      CalibrationPart calibration,
      List<MetricColumn> metricColumns,
      List<MetricRow> metrics,
      TimeTable times) {}

  /**
   * A loss of a suite.
   *
   * @param index which says its colour and mark in figures
   * @param failed how many of its trials failed, and why; empty if none did
   */
  public record LossName(
      int index, String name, String parameters, boolean isBaseline, String failed) {}

  /** The primary metric over the repetitions. */
  public record Score(String mean, String deviation, String n, String interval) {}

  /** A difference to the baseline. */
  public record Change(String difference, String interval, String p, boolean isFound) {}

  /**
   * A loss in the main table.
   *
   * @param otherMean of the weights that are not compared
   * @param bestOnTest of the epoch that was best on the test images, which is no result
   */
  public record LossRow(
      LossName loss, Score score, Change change, String otherMean, String bestOnTest) {}

  /** By what a difference to the baseline would be seen again, and what it would take. */
  public record ChanceRow(
      String loss,
      String difference,
      IntervalCell seeds,
      IntervalCell images,
      IntervalCell both,
      String smallestDetectable,
      String repetitions) {}

  /** An interval of a difference. */
  public record IntervalCell(String text, boolean excludesZero) {}

  /** What the results say of a published value. */
  public record VerdictRow(
      String loss,
      String published,
      String tolerance,
      String statistic,
      String source,
      String ours,
      String interval,
      String verdict,
      String style,
      List<String> reasons) {}

  /**
   * The primary metric by parts of what is judged.
   *
   * @param columns headings of the table
   * @param rows one for each loss, its name first
   * @param definition what the parts are
   */
  public record BreakdownPart(
      Figure figure, List<String> columns, List<List<String>> rows, String definition) {}

  /**
   * Precision over recall.
   *
   * @param figure mean over the classes; none where nothing is known
   * @param classFigures those of each class
   * @param absent what is not known, and why; empty if all is
   */
  public record RecallPart(List<Figure> figure, List<Figure> classFigures, String absent) {}

  /** The per-class metric of a class by loss; {@code instances} of it are in the test images. */
  public record ClassRow(String name, int instances, List<String> values) {}

  /** What a loss is worth in the rarer and in the more frequent half of the classes. */
  public record GainRow(
      String loss,
      String rare,
      String frequent,
      String difference,
      String interval,
      String p,
      boolean significant) {}

  /**
   * How far probabilities can be taken for frequencies.
   *
   * @param figure none where nothing is known
   * @param definition what the numbers are
   * @param absent what is not known, and why; empty if all is
   */
  public record CalibrationPart(
      List<Figure> figure, List<CalibrationRow> rows, String definition, String absent) {}

  /** The calibration of a loss in numbers. */
  public record CalibrationRow(
      String loss,
      String error,
      String errorInterval,
      String byClass,
      String brier,
      String brierInterval,
      String meanProbability,
      String frequency) {}

  /** A metric and what it is. */
  public record MetricColumn(String name, String doc) {}

  /** The metrics of a loss. */
  public record MetricRow(String loss, List<String> values) {}

  /** Where a row comes from and how to get it again. */
  public record TrialRow(
      String name,
      String id,
      String status,
      String raw,
      String ema,
      String weightsSha256,
      String seconds,
      String command) {}
}
