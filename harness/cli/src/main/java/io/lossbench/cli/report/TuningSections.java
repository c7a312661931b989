package io.lossbench.cli.report;

import io.lossbench.core.analysis.Tuning;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.TuneSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The searches of a ledger as sections of a page. */
final class TuningSections {
  private TuningSections() {}

  /** Empty for a suite that is not tuned. */
  static List<TuningSection> of(Ledger.Planned planned, List<TrialRecord> records) {
    return Tuning.of(planned, records).stream()
        .map(tuning -> section(tuning, new TuneSettings(planned.resolved().settings("tune"))))
        .toList();
  }

  private static TuningSection section(Tuning tuning, TuneSettings settings) {
    List<Tuning.Search> searches = tuning.searches();
    String id = tuning.dataset() + "/" + tuning.backbone() + "/tuning";
    Figure curve = TuningChart.bestSoFar(id + "/best-so-far", tuning);
    return new TuningSection(
        id,
        tuning.dataset(),
        tuning.backbone(),
        tuning.metric(),
        how(tuning, settings),
        IntStream.range(0, searches.size()).mapToObj(i -> row(searches.get(i), i)).toList(),
        curve.isDrawn() ? List.of(curve) : List.of(),
        searches.stream().flatMap(search -> attempts(search).stream()).toList());
  }

  private static String how(Tuning tuning, TuneSettings settings) {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        switch (settings.search()) {
          case GRID ->
              "Every combination of the axes' values was tried, and the suite's own settings.";
          case RANDOM ->
              "The suite's own settings were tried, and others drawn at random: on an axis that the"
                  + " losses share, the same values for each of them.";
          case SUCCESSIVE_HALVING ->
              "The suite's own settings were tried, and others drawn at random, first for a few"
                  + " epochs: on an axis that the losses share, the same values for each of them."
                  + " From rung to rung the best of them were trained anew for more epochs, one in "
                  + settings.reduction()
                  + ".";
        });
    sentences.add(
        "Each was trained with "
            + (tuning.seeds() == 1
                ? "one seed that no repetition uses"
                : tuning.seeds() + " seeds that no repetition uses")
            + " and judged on validation images, which it was not trained on; no tuning trial saw a"
            + " test image. What failed has lost; of equals the lower number won.");
    sentences.add(
        "Then the winner was trained "
            + switch (settings.finalTraining()) {
              case ALL -> "on the training images as the suite has them without tuning";
              case WITHOUT_VALIDATION ->
                  "on the same training images, without those of validation,";
            }
            + " with the seeds of the repetitions, and judged on test images.");
    sentences.add(
        "The gain was measured where the winner was chosen, and is too large by what luck chose;"
            + " validation over test is what the choice and the images make of it.");
    return String.join(" ", sentences);
  }

  private static TuningSection.LossRow row(Tuning.Search search, int index) {
    double own =
        search.attempts().stream()
            .filter(attempt -> attempt.decisive() && attempt.configuration() == 0)
            .mapToDouble(Tuning.Attempt::value)
            .findFirst()
            .orElse(Double.NaN);
    boolean failed =
        search.attempts().stream().noneMatch(each -> each.state() == Tuning.State.OPEN)
            && search.failed() == search.configurations();
    return new TuningSection.LossRow(
        index,
        search.loss(),
        search
            .winner()
            .map(winner -> settings(winner.values()))
            .orElse(failed ? "none: every configuration failed" : "not known yet"),
        search.configurations() + (search.failed() == 0 ? "" : ", " + search.failed() + " failed"),
        Integer.toString(search.trials()),
        Numbers.rounded(search.seconds()),
        Numbers.two(own),
        search.winner().map(winner -> Numbers.two(winner.value())).orElse("–"),
        Numbers.signed(search.gain()),
        Numbers.two(search.test().mean()),
        Numbers.signed(search.gap()));
  }

  private static String settings(Settings values) {
    return values.asMap().isEmpty()
        ? "the suite's own"
        : String.join(
            ", ",
            values.asMap().entrySet().stream()
                .map(entry -> entry.getKey() + " " + text(entry.getValue()))
                .toList());
  }

  private static String text(Object value) {
    return value instanceof Double number ? Numbers.plain(number) : String.valueOf(value);
  }

  private static List<TuningSection.AttemptRow> attempts(Tuning.Search search) {
    return search.attempts().stream()
        .map(
            attempt ->
                new TuningSection.AttemptRow(
                    search.loss(),
                    Integer.toString(attempt.configuration()),
                    settings(attempt.values()),
                    attempt.epochs() == 0 ? "–" : Integer.toString(attempt.epochs()),
                    switch (attempt.state()) {
                      case OPEN -> "not tried yet";
                      case FAILED -> "failed";
                      case DONE -> Numbers.two(attempt.value());
                    },
                    search.winner().filter(attempt::equals).isPresent(),
                    attempt.trials()))
        .toList();
  }
}
