package io.lossbench.cli.report;

import java.util.List;

/** A page as Markdown that GitHub renders. */
final class MarkdownReport {
  private MarkdownReport() {}

  static String of(Page page) {
    StringBuilder text = new StringBuilder("# " + Markdown.text(page.title()) + "\n\n");
    List<String> first = page.summary().isEmpty() ? page.answer() : page.summary();
    first.forEach(line -> text.append("**").append(Markdown.text(line)).append("**\n\n"));
    if (!page.summary().isEmpty()) {
      text.append("<details><summary>A sentence on each loss</summary>\n\n");
      page.answer().forEach(line -> text.append("- ").append(Markdown.text(line)).append('\n'));
      text.append("\n</details>\n\n");
    }
    text.append(Markdown.text(page.description()))
        .append("\n\n")
        .append(page.facts())
        .append(".\n");
    page.overview().forEach(overview -> overview(text, overview));
    for (Page.Section section : page.sections()) {
      section(text, section);
    }
    page.tunings().forEach(tuning -> TuningMarkdown.write(text, tuning));
    text.append("\n## Provenance\n\n");
    page.provenance().forEach(line -> text.append("- ").append(Markdown.text(line)).append('\n'));
    text.append("\nAll of it again: ").append(Markdown.code(page.runCommand())).append("\n\n");
    row(text, List.of("trial", "id", "status", "raw", "EMA", "weights", "seconds", "again"));
    rule(text, 8);
    for (Page.TrialRow trial : page.trials()) {
      texts(
          text,
          List.of(
              Markdown.text(trial.name()),
              Markdown.codeCell(trial.id()),
              Markdown.text(trial.status()),
              trial.raw(),
              trial.ema(),
              Markdown.codeCell(trial.weightsSha256()),
              trial.seconds(),
              Markdown.codeCell(trial.command())));
    }
    return text.append("\n<details><summary>The suite with every default</summary>\n\n")
        .append(Markdown.block("yaml", page.resolvedSuite()))
        .append("\n</details>\n")
        .toString();
  }

  private static void section(StringBuilder text, Page.Section section) {
    text.append("\n## ")
        .append(Markdown.text(section.dataset()))
        .append(", ")
        .append(Markdown.text(section.backbone()))
        .append("\n\n");
    section
        .warnings()
        .forEach(warning -> text.append("> ").append(Markdown.text(warning)).append("\n\n"));
    text.append(Markdown.text(section.metric()))
        .append(" in percent of the ")
        .append(Markdown.text(section.weights()))
        .append(" weights; chance is ")
        .append(section.chance());
    text.append("; differences to ")
        .append(Markdown.text(section.baseline()))
        .append(", paired by repetition. ")
        .append(Markdown.text(section.basis()))
        .append("\n\n");
    row(
        text,
        List.of(
            "loss",
            section.metric(),
            "sd",
            "n",
            "95 % interval",
            "difference",
            "its 95 % interval",
            "p",
            section.otherWeights() + " " + section.metric(),
            "best epoch on test (not a result)"));
    rule(text, 10);
    for (Page.LossRow loss : section.rows()) {
      row(
          text,
          List.of(
              loss.loss().name(),
              loss.score().mean(),
              loss.score().deviation(),
              loss.score().n(),
              loss.score().interval(),
              loss.change().difference(),
              loss.change().interval(),
              loss.change().p(),
              loss.otherMean(),
              loss.bestOnTest()));
    }
    chances(text, section);
    verdicts(text, section);
    section.breakdown().ifPresent(part -> breakdown(text, part));
    if (!section.recall().absent().isEmpty()) {
      text.append('\n').append(Markdown.text(section.recall().absent())).append('\n');
    }
    gains(text, section);
    calibration(text, section);
    text.append('\n');
    row(text, section.times().headings());
    rule(text, section.times().headings().size());
    section.times().rows().forEach(times -> row(text, times.values()));
    if (!section.times().note().isEmpty()) {
      text.append('\n').append(Markdown.text(section.times().note())).append('\n');
    }
  }

  private static void overview(StringBuilder text, Page.Overview overview) {
    text.append("\n## All datasets and backbones\n\n");
    row(
        text,
        List.of(
            "loss",
            "average rank",
            "chance to be better than the baseline",
            "its 95 % interval",
            "interquartile mean of the differences",
            "its 95 % interval"));
    rule(text, 6);
    for (Page.OverviewRow loss : overview.rows()) {
      row(
          text,
          List.of(
              loss.loss(),
              loss.averageRank(),
              loss.improvement(),
              loss.improvementInterval(),
              loss.gain(),
              loss.gainInterval()));
    }
    text.append('\n').append(Markdown.text(overview.sentence())).append('\n');
  }

  private static void chances(StringBuilder text, Page.Section section) {
    if (section.chances().isEmpty()) {
      return;
    }
    text.append('\n');
    row(
        text,
        List.of(
            "loss",
            "difference",
            "with other seeds",
            "on other test images",
            "both",
            "smallest detectable difference",
            "repetitions that would decide"));
    rule(text, 7);
    for (Page.ChanceRow chance : section.chances()) {
      row(
          text,
          List.of(
              chance.loss(),
              chance.difference(),
              chance.seeds().text(),
              chance.images().text(),
              chance.both().text(),
              chance.smallestDetectable(),
              chance.repetitions()));
    }
  }

  private static void breakdown(StringBuilder text, Page.BreakdownPart part) {
    text.append('\n').append(Markdown.text(part.figure().title())).append(":\n\n");
    row(text, part.columns());
    rule(text, part.columns().size());
    part.rows().forEach(cells -> row(text, cells));
    text.append('\n').append(Markdown.text(part.definition())).append('\n');
  }

  private static void gains(StringBuilder text, Page.Section section) {
    if (section.gainFigure().isEmpty()) {
      return;
    }
    text.append("\nDifference to ")
        .append(Markdown.text(section.baseline()))
        .append(" in ")
        .append(Markdown.text(section.perClassMetric()))
        .append(", mean over the rarer and over the more frequent half of the classes:\n\n");
    row(
        text,
        List.of(
            "loss",
            "rarer half",
            "more frequent half",
            "rarer less frequent",
            "95 % interval",
            "p"));
    rule(text, 6);
    for (Page.GainRow gain : section.gains()) {
      row(
          text,
          List.of(
              gain.loss(),
              gain.rare(),
              gain.frequent(),
              gain.difference(),
              gain.interval(),
              gain.p()));
    }
  }

  private static void calibration(StringBuilder text, Page.Section section) {
    Page.CalibrationPart calibration = section.calibration();
    if (!calibration.rows().isEmpty()) {
      text.append('\n');
      row(
          text,
          List.of(
              "loss",
              "calibration error, %",
              "its 95 % interval",
              "by class, %",
              "Brier score",
              "its 95 % interval",
              "mean probability, %",
              "frequency, %"));
      rule(text, 8);
      for (Page.CalibrationRow loss : calibration.rows()) {
        row(
            text,
            List.of(
                loss.loss(),
                loss.error(),
                loss.errorInterval(),
                loss.byClass(),
                loss.brier(),
                loss.brierInterval(),
                loss.meanProbability(),
                loss.frequency()));
      }
      text.append('\n').append(Markdown.text(calibration.definition())).append('\n');
    }
    if (!calibration.absent().isEmpty()) {
      text.append('\n').append(Markdown.text(calibration.absent())).append('\n');
    }
  }

  private static void verdicts(StringBuilder text, Page.Section section) {
    if (section.verdicts().isEmpty()) {
      return;
    }
    text.append('\n');
    row(
        text,
        List.of(
            "loss",
            "published",
            "tolerance",
            "of the",
            "source",
            "ours",
            "its 95 % interval",
            "verdict"));
    rule(text, 8);
    for (Page.VerdictRow verdict : section.verdicts()) {
      row(
          text,
          List.of(
              verdict.loss(),
              verdict.published(),
              verdict.tolerance(),
              verdict.statistic(),
              verdict.source(),
              verdict.ours(),
              verdict.interval(),
              verdict.verdict()
                  + (verdict.reasons().isEmpty()
                      ? ""
                      : ": " + String.join("; ", verdict.reasons()))));
    }
  }

  private static void row(StringBuilder text, List<String> cells) {
    texts(text, cells.stream().map(Markdown::text).toList());
  }

  /** A row whose cells are Markdown already. */
  private static void texts(StringBuilder text, List<String> cells) {
    cells.forEach(content -> text.append("| ").append(content).append(' '));
    text.append("|\n");
  }

  private static void rule(StringBuilder text, int columns) {
    text.append("|---".repeat(columns)).append("|\n");
  }
}
