package io.lossbench.cli.command;

import io.lossbench.cli.launch.CacheFolder;
import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.suite.CanonicalJson;
import io.lossbench.core.suite.Diagnostic;
import io.lossbench.core.suite.Suggestion;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.ValueType;
import io.lossbench.torch.contract.Finding;
import io.lossbench.torch.contract.LabelsPerRow;
import io.lossbench.torch.contract.LossContract;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.engine.LossProbe;
import io.lossbench.torch.loss.ClassCounts;
import io.lossbench.torch.loss.Loss;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code check-loss}, which checks what a loss promises. */
@Command(
    name = "check-loss",
    mixinStandardHelpOptions = true,
    description = {
      "Checks a loss, built in or a plugin's, on small batches: its gradient against finite"
          + " differences in float64, its kernel against its statements, reduction, unknown labels,"
          + " permutations, extreme logits, images with one kind of label; and times it beside BCE.",
      "One line for each check; exit code 1 if one failed."
    })
public final class CheckLossCommand implements Callable<Integer> {
  private static final int ROWS = 128;
  private static final int CLASSES = 80;

  @Parameters(paramLabel = "NAME", description = "The loss, as `describe losses` lists it.")
  String name = "";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A parameter of the loss; can be given more than once.")
  List<String> parameters = new ArrayList<>();

  @Option(
      names = "--epoch",
      paramLabel = "N",
      description = "Check it as it is in this epoch, counted from 0; by default in the first.")
  int epoch;

  @Mixin Workspace workspace = new Workspace();
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
    Map<String, ValueType.Kind> kinds = workspace.extensions().definitions().group("losses");
    ValueType.Kind kind = kinds.get(name);
    if (kind == null) {
      String close = Suggestion.of(name, kinds.keySet());
      throw new CommandLine.ParameterException(
          commandLine,
          "no loss is called " + Diagnostic.quoted(name) + (close.isEmpty() ? "" : "; " + close));
    }
    if (epoch < 0) {
      throw new CommandLine.ParameterException(commandLine, "epochs are counted from 0");
    }
    List<Suite.Loss> variants = variants();
    PrintWriter out = commandLine.getOut();
    Engine.start(1, CacheFolder.required());
    boolean ok = true;
    for (Suite.Loss variant : variants) {
      if (variants.size() > 1) {
        out.println(variant.name());
      }
      Loss loss = workspace.extensions().losses().create(variant.settings());
      LabelsPerRow labels = kind.task().isEmpty() ? LabelsPerRow.ANY : LabelsPerRow.ONE;
      for (Finding finding : LossContract.check(loss, epoch, labels)) {
        print(out, finding);
        ok &= finding.status() != Finding.Status.FAILED;
      }
      print(out, speed(loss));
    }
    return ok ? ExitCode.OK : ExitCode.FAILED;
  }

  /** The loss with its parameters, validated as in a suite; an axis gives several. */
  private List<Suite.Loss> variants() {
    String suite =
        CanonicalJson.of(
            Map.of(
                "suite", "check-loss",
                "datasets", List.of("generated-scenes"),
                "backbones", Map.of("any", Map.of("type", "resnet20")),
                "losses", Map.of(name, Map.of("type", name))));
    List<String> overrides =
        parameters.stream().map(written -> "losses." + name + "." + written).toList();
    return workspace.reader().read("check-loss", suite, overrides).losses();
  }

  private static void print(PrintWriter out, Finding finding) {
    String status =
        finding.status() == Finding.Status.FAILED
            ? "FAILED"
            : finding.status().name().toLowerCase(Locale.ROOT);
    out.printf(Locale.ROOT, "%-8s %-17s %s%n", status, finding.check(), finding.detail());
  }

  /** The statements' time beside those of BCE; nothing is too slow. */
  private Finding speed(Loss loss) {
    Loss bce =
        workspace
            .extensions()
            .losses()
            .create(
                Objects.requireNonNull(
                        workspace.extensions().definitions().group("losses").get("bce"))
                    .defaults()
                    .orElseThrow());
    double own = milliseconds(loss);
    double reference = milliseconds(bce);
    return new Finding(
        "speed",
        Finding.Status.OK,
        String.format(
            Locale.ROOT,
            "%.3f ms for %d x %d logits on one thread, %.1f times BCE's %.3f ms",
            own,
            ROWS,
            CLASSES,
            own / reference,
            reference));
  }

  /** The median of some runs of the statements. */
  private static double milliseconds(Loss loss) {
    SplitMix64 generator = new SplitMix64(1);
    float[] x = new float[ROWS * CLASSES];
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (2 * generator.nextGaussian() - 2);
      y[i] = i % CLASSES == i / CLASSES % CLASSES ? 1 : 0;
    }
    Loss trained = loss.trainedOn(() -> counts(y));
    double[] times = new double[101];
    try (LossProbe probe = new LossProbe(trained.scriptForKnownTargets(), x, y, ROWS)) {
      for (int i = 0; i < 30; i++) {
        probe.valueAndGradient();
      }
      for (int i = 0; i < times.length; i++) {
        long start = System.nanoTime();
        probe.valueAndGradient();
        times[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(times);
    return times[times.length / 2];
  }

  /** The labels of the batch, as if it were all that is trained on. */
  private static ClassCounts counts(float[] y) {
    Long[] positives = new Long[CLASSES];
    Long[] negatives = new Long[CLASSES];
    Arrays.fill(positives, 0L);
    for (int i = 0; i < y.length; i++) {
      positives[i % CLASSES] += y[i] > 0 ? 1 : 0;
    }
    Arrays.setAll(negatives, c -> ROWS - positives[c]);
    List<String> classes = IntStream.range(0, CLASSES).mapToObj(c -> "class " + c).toList();
    return new ClassCounts(ROWS, classes, List.of(positives), List.of(negatives));
  }
}
