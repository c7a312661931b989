package io.lossbench.torch.contract;

import io.lossbench.core.random.SplitMix64;
import io.lossbench.torch.contract.Evaluation.Arithmetic;
import io.lossbench.torch.contract.Finding.Status;
import io.lossbench.torch.engine.EngineFailure;
import io.lossbench.torch.kernel.LossKernel;
import io.lossbench.torch.kernel.LossTotals;
import io.lossbench.torch.loss.ClassCounts;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.script.LossScript;
import io.lossbench.torch.script.Reduction;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The promises of a {@link Loss}, checked on small batches. The engine must have been started. Not
 * thread-safe.
 */
public final class LossContract {
  private static final int ROWS = 6;
  private static final int CLASSES = 5;

  private final Loss loss;
  private final LabelsPerRow labels;
  private final LossScript script;
  private final LabelBatch batch;
  private final List<Finding> findings = new ArrayList<>();
  private Arithmetic arithmetic = Arithmetic.FLOAT64;

  private LossContract(Loss loss, int epoch, LabelsPerRow labels) {
    Long[] few = Collections.nCopies(CLASSES, 3L).toArray(Long[]::new);
    Long[] many = Collections.nCopies(CLASSES, 27L).toArray(Long[]::new);
    // Classes that are equally frequent, so that their order does not matter.
    List<String> names = Collections.nCopies(CLASSES, "any");
    this.loss = loss.trainedOn(() -> new ClassCounts(30, names, List.of(few), List.of(many)));
    this.labels = labels;
    float[] state = this.loss.stateAtEpoch(this.loss.initialState(), epoch);
    this.script = new LossScript(this.loss.body(), state, this.loss.reduction());
    this.batch = LabelBatch.random(ROWS, CLASSES, labels, new SplitMix64(5));
  }

  /**
   * Checks a loss.
   *
   * @param epoch whose state it has, counted from 0
   * @param labels that it is made for
   * @return a finding for each check, in their order
   */
  public static List<Finding> check(Loss loss, int epoch, LabelsPerRow labels) {
    LossContract contract = new LossContract(loss, epoch, labels);
    contract.run("statements", contract::statements);
    contract.run("gradient", contract::gradient);
    contract.run("kernel", contract::kernel);
    contract.run("reduction", contract::reduction);
    contract.run("masks", contract::masks);
    contract.run("permutation", contract::permutation);
    contract.run("extreme logits", contract::extremes);
    contract.run("one-sided images", contract::oneSided);
    return List.copyOf(contract.findings);
  }

  private void run(String name, Supplier<Finding> check) {
    try {
      Finding found = check.get();
      findings.add(new Finding(name, found.status(), found.detail()));
    } catch (EngineFailure e) {
      findings.add(new Finding(name, Status.FAILED, "the engine: " + e.getMessage()));
    }
  }

  private static Finding judged(boolean ok, String detail) {
    return new Finding("", ok ? Status.OK : Status.FAILED, detail);
  }

  private static Finding skipped(String why) {
    return new Finding("", Status.SKIPPED, why);
  }

  private Evaluation at(LabelBatch changed) {
    return Evaluation.of(script, changed, arithmetic);
  }

  /** Whether they run, in float32 as in a trial, and in float64 for what comes. */
  private Finding statements() {
    Evaluation narrow = Evaluation.of(script, batch, Arithmetic.FLOAT32);
    boolean shaped = narrow.gradient().length == batch.x().length;
    if (!shaped || !narrow.isFinite()) {
      arithmetic = Arithmetic.FLOAT32;
      return judged(
          false,
          shaped
              ? "value " + narrow.value() + " or a slope is not finite"
              : narrow.gradient().length + " slopes for " + batch.x().length + " logits");
    }
    try {
      double apart = apart(narrow, at(batch));
      return judged(apart < 1e-4, "float32 against float64: " + deviation(apart));
    } catch (EngineFailure e) {
      arithmetic = Arithmetic.FLOAT32;
      return skipped("they take float32 only, in which all that follows is computed");
    }
  }

  private Finding gradient() {
    if (!loss.followsValue()) {
      return skipped("it is not that of the value, as the loss says of itself");
    }
    double step = arithmetic == Arithmetic.FLOAT64 ? 1e-5 : 1e-2;
    double worst = slopesApart(batch, step);
    if (labels == LabelsPerRow.ANY) {
      worst = Math.max(worst, slopesApart(partlyUnknown(), step));
    }
    return judged(
        worst < (arithmetic == Arithmetic.FLOAT64 ? 1e-6 : 1e-2),
        "against central differences of " + step + ": " + deviation(worst));
  }

  /** The largest deviation of a slope from the central difference. */
  private double slopesApart(LabelBatch pairs, double step) {
    double[] slopes = at(pairs).gradient();
    double worst = 0;
    for (int i = 0; i < slopes.length; i++) {
      double difference = (shifted(pairs, i, step) - shifted(pairs, i, -step)) / (2 * step);
      worst = worse(worst, difference, slopes[i]);
    }
    return worst;
  }

  private double shifted(LabelBatch pairs, int index, double by) {
    double[] x = pairs.x().clone();
    x[index] += by;
    return at(pairs.withLogits(x)).value();
  }

  /** The batch with every third label unknown. */
  private LabelBatch partlyUnknown() {
    double[] y = batch.y().clone();
    for (int i = 0; i < y.length; i += 3) {
      y[i] = -1;
    }
    return batch.withTargets(y);
  }

  /** The form that the processor computes against the statements. */
  private Finding kernel() {
    if (loss.family(script.state()).isEmpty()) {
      return skipped("the loss has its statements only");
    }
    float[] x = new float[batch.x().length];
    float[] y = new float[x.length];
    double[] gradient = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) batch.x()[i];
      y[i] = (float) batch.y()[i];
    }
    FloatBuffer slopes = FloatBuffer.allocate(x.length);
    double scale = loss.reduction() == Reduction.MEAN ? 1.0 / x.length : 1;
    try (LossKernel kernel = new LossKernel(1, x.length)) {
      LossTotals totals =
          kernel.run(
              loss.family(script.state()).orElseThrow(), scale, FloatBuffer.wrap(x), y, 0, slopes);
      for (int i = 0; i < x.length; i++) {
        gradient[i] = slopes.get(i);
      }
      double apart = apart(new Evaluation(totals.loss(), gradient), at(batch));
      return judged(apart < 1e-4, "against the statements: " + deviation(apart));
    }
  }

  /** The value of a batch from those of its halves. */
  private Finding reduction() {
    if (loss.couplesImages()) {
      return skipped("images depend on each other, as the loss says of itself");
    }
    double halves = at(batch.slice(0, ROWS / 2)).value() + at(batch.slice(ROWS / 2, ROWS)).value();
    boolean mean = loss.reduction() == Reduction.MEAN;
    double apart = worse(0, at(batch).value(), mean ? halves / 2 : halves);
    return judged(
        apart < 1e-5,
        "a batch is the " + (mean ? "mean" : "sum") + " of its halves: " + deviation(apart));
  }

  /** Unknown pairs change nothing, whatever their logits are. */
  private Finding masks() {
    if (labels == LabelsPerRow.ONE) {
      return skipped("every image has one class, and it is known");
    }
    if (loss.usesUnknown()) {
      return skipped("unknown pairs count, as the loss says of itself");
    }
    double[] x = batch.x().clone();
    for (int i = 0; i < x.length; i += 3) {
      x[i] = i % 2 == 0 ? 30 : -30;
    }
    LabelBatch masked = partlyUnknown();
    Evaluation before = at(masked);
    double worst = apart(before, at(masked.withLogits(x)));
    for (int i = 0; i < x.length; i += 3) {
      worst = Math.max(worst, Math.abs(before.gradient()[i]));
    }
    Evaluation none = at(batch.all(-1));
    boolean silent = none.isFinite() && worse(0, norm(none), 0) == 0;
    return judged(
        worst < 1e-9 && silent,
        silent
            ? "unknown pairs have no slope and change no other: " + deviation(worst)
            : "a batch without known pairs has the value " + none.value() + " or a slope");
  }

  private static double norm(Evaluation evaluation) {
    double largest = 0;
    for (double slope : evaluation.gradient()) {
      largest = Math.max(largest, Math.abs(slope));
    }
    return largest;
  }

  private Finding permutation() {
    Evaluation before = at(batch);
    Evaluation after = at(batch.turned());
    double worst = worse(0, after.value(), before.value());
    for (int i = 0; i < batch.x().length; i++) {
      worst = worse(worst, after.gradient()[batch.turned(i)], before.gradient()[i]);
    }
    return judged(worst < 1e-5, "rows and classes turned round: " + deviation(worst));
  }

  private Finding extremes() {
    double[] x = batch.x().clone();
    for (int i = 0; i < x.length; i++) {
      x[i] = (i + i / CLASSES) % 2 == 0 ? 80 : -80;
    }
    double[] opposite = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      opposite[i] = -x[i];
    }
    return finite(
        "logits of 80 and -80, right and wrong, in float32",
        List.of(batch.withLogits(x), batch.withLogits(opposite)));
  }

  private Finding oneSided() {
    return labels == LabelsPerRow.ONE
        ? skipped("every image has one class")
        : finite(
            "batches of negatives and of positives only, in float32",
            List.of(batch.all(0), batch.all(1)));
  }

  private Finding finite(String what, List<LabelBatch> batches) {
    for (LabelBatch each : batches) {
      Evaluation found = Evaluation.of(script, each, Arithmetic.FLOAT32);
      if (!found.isFinite()) {
        return judged(
            false, what + ": the value is " + found.value() + ", or a slope is no number");
      }
    }
    return judged(true, what + ": value and slopes are finite");
  }

  private static double apart(Evaluation one, Evaluation other) {
    double worst = worse(0, one.value(), other.value());
    for (int i = 0; i < one.gradient().length; i++) {
      worst = worse(worst, one.gradient()[i], other.gradient()[i]);
    }
    return worst;
  }

  /** The larger of a deviation and that of two numbers, relative where they are above 1. */
  private static double worse(double worst, double one, double other) {
    double deviation = Math.abs(one - other) / Math.max(1, Math.abs(other));
    return Double.isNaN(deviation) ? Double.POSITIVE_INFINITY : Math.max(worst, deviation);
  }

  private static String deviation(double deviation) {
    return String.format(Locale.ROOT, "apart by %.1e at most", deviation);
  }
}
