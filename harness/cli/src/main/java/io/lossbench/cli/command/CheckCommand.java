package io.lossbench.cli.command;

import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.cli.terminal.OutputFormat;
import io.lossbench.core.HarnessException;
import io.lossbench.core.check.Check;
import io.lossbench.core.check.CheckFormats;
import io.lossbench.core.check.Mode;
import io.lossbench.core.check.Rules;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.file.PrintableText;
import io.lossbench.core.ledger.TrialRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code check}, which gates a change: results against a reference. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Holds the results of a suite against a reference, and exits with 1 if something is worse or"
          + " missing.",
      "On the machine, threads and engine of the reference every bit must be the same. Elsewhere,"
          + " or with other settings, a loss must not be worse by more than the margin, chance"
          + " reckoned with.",
      "Mode curve asks whether the losses got there as early as in the reference: it compares epochs"
          + " until a value of the primary metric is reached.",
      ""
    })
public final class CheckCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "RESULTS",
      description = "Folder with the results of a suite, such as results/quickstart.")
  Path results = Path.of("");

  @Option(
      names = "--against",
      required = true,
      paramLabel = "REFERENCE",
      description = "Folder with the results that are the reference; records alone suffice.")
  Path reference = Path.of("");

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description =
          "bits, statistical or curve; by default bits where the terms are equal, else"
              + " statistical.")
  @Nullable String mode;

  @Option(
      names = "--margin",
      paramLabel = "POINTS",
      description =
          "Drop of the primary metric that is accepted, in percent points; by default ${DEFAULT-VALUE}.")
  double margin;

  @Option(
      names = "--false-alarms",
      paramLabel = "RATE",
      description =
          "Probability that unchanged code fails a statistical check, over all losses together; by"
              + " default ${DEFAULT-VALUE}.")
  double falseAlarms = 0.01;

  @Option(
      names = "--target",
      paramLabel = "PERCENT",
      description =
          "Value of the primary metric that mode curve waits for; by default nine tenths of the way"
              + " from chance to the end of the reference's worst repetition, for each loss.")
  @Nullable Double target;

  @Option(
      names = "--fail-faster",
      description =
          "Mode curve fails a loss, too, that arrives earlier than MLPerf's rule accepts of the"
              + " reference.")
  boolean failsFaster;

  @Option(
      names = "--speed",
      paramLabel = "PERCENT",
      description =
          "Check training speed too, as a ratio to a calibration kernel that each trial measures"
              + " beside itself: so many percent less are accepted.")
  @Nullable Double speed;

  @Option(names = "--junit", paramLabel = "FILE", description = "Write JUnit's XML too.")
  @Nullable Path junit;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "Write a comment for a pull request too.")
  @Nullable Path markdown;

  @Option(names = "--format", description = "text or json.")
  OutputFormat format = OutputFormat.TEXT;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Rules rules = rules();
    List<TrialRecord> expected = PlannedRecords.in(reference);
    if (expected.stream().noneMatch(TrialRecord::isCompleted)) {
      throw new HarnessException(
          "no trial of the reference "
              + reference
              + " is complete: anything would pass; run its suite until one is");
    }
    Check check = Check.of(expected, PlannedRecords.in(results), rules);
    String suite = expected.get(0).suite();
    if (junit != null) {
      write(junit, CheckFormats.junit(suite, check));
    }
    if (markdown != null) {
      write(markdown, CheckFormats.markdown(suite, check));
    }
    if (format == OutputFormat.JSON) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("passed", check.failures().isEmpty());
      document.put("summary", check.summary());
      document.put("mode", check.mode().word());
      document.put("findings", check.findings());
      out.println(OutputFormat.json(document));
    } else {
      check
          .findings()
          .forEach(finding -> out.println(PrintableText.of(CheckFormats.line(finding))));
      out.println(PrintableText.of(suite + " " + check.summary()));
    }
    return check.failures().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private Rules rules() {
    try {
      return new Rules(
          Optional.ofNullable(mode).map(CheckCommand::mode),
          margin,
          falseAlarms,
          optional(target),
          failsFaster,
          optional(speed));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()));
    }
  }

  private static OptionalDouble optional(@Nullable Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static Mode mode(String word) {
    return switch (word) {
      case "bits" -> Mode.BITS;
      case "statistical" -> Mode.STATISTICAL;
      case "curve" -> Mode.CURVE;
      default ->
          throw new IllegalArgumentException(
              "--mode is bits, statistical or curve, not '" + word + "'");
    };
  }

  private static void write(Path file, String text) {
    try {
      DurableFile.write(file, text);
    } catch (IOException e) {
      throw new HarnessException("cannot write " + file, e);
    }
  }
}
