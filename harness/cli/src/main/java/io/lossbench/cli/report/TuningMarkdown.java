package io.lossbench.cli.report;

import java.util.List;

/** The tuning of a page as Markdown. */
final class TuningMarkdown {
  private TuningMarkdown() {}

  static void write(StringBuilder text, TuningSection section) {
    text.append("\n## Tuning: ")
        .append(Markdown.text(section.dataset()))
        .append(", ")
        .append(Markdown.text(section.backbone()))
        .append("\n\n")
        .append(Markdown.text(section.how()))
        .append("\n\n");
    String metric = section.metric();
    row(
        text,
        List.of(
            "loss",
            "settings that won",
            "configurations",
            "trials",
            "seconds",
            "suite's own settings, validation " + metric,
            "winner, validation " + metric,
            "gain",
            "winner, test " + metric,
            "validation over test"));
    text.append("|---".repeat(10)).append("|\n");
    for (TuningSection.LossRow loss : section.rows()) {
      row(
          text,
          List.of(
              loss.loss(),
              loss.settings(),
              loss.configurations(),
              loss.trials(),
              loss.seconds(),
              loss.own(),
              loss.validation(),
              loss.gain(),
              loss.test(),
              loss.gap()));
    }
  }

  private static void row(StringBuilder text, List<String> cells) {
    cells.forEach(content -> text.append("| ").append(Markdown.text(content)).append(' '));
    text.append("|\n");
  }
}
