package io.lossbench.torch.head;

import io.lossbench.core.HarnessException;
import io.lossbench.torch.head.FcosSettings.BoxWeights;
import io.lossbench.torch.head.FcosSettings.ClassDivisor;
import io.lossbench.torch.loss.ClassCounts;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Reduction;
import io.lossbench.torch.script.Tracking;
import io.lossbench.torch.target.BoxTargets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What FCOS minimizes: a suite's loss over points x classes, the GIoU loss of the boxes
 * (Rezatofighi et al., CVPR 2019) and the binary cross-entropy of the centerness, over the points
 * that have an object, one part as heavy as the other.
 *
 * <p>A sum over points x classes is divided by the number of points that have an object; a mean
 * stays one. How many points an image has follows from the batch. The suite's loss keeps its closed
 * form; boxes and centerness are left to autograd. All parts are divided by numbers of their batch:
 * with micro-batches, of each of them, as by each graphics card in torchvision's training.
 */
final class FcosLoss implements Loss {
  /** Parts that the last step's state keeps: three losses and the number of points. */
  static final int KEPT = 4;

  private final Loss ofClasses;
  private final FcosSettings.LossParts parts;
  private final int classes;

  FcosLoss(Loss ofClasses, FcosSettings.LossParts parts, int classes) {
    this.ofClasses = ofClasses;
    this.parts = parts;
    this.classes = classes;
  }

  @Override
  public String body() {
    return around(ofClasses.body());
  }

  @Override
  public String bodyForKnownTargets() {
    return around(ofClasses.bodyForKnownTargets());
  }

  /** The sums of {@link FcosHead#tracked}, from what the state keeps of each step. */
  static Tracking tracking() {
    return new Tracking(
        "kept = torch.narrow(self.loss_state, 0, -" + KEPT + ", " + KEPT + ")",
        List.of(
            "torch.select(kept, 0, 0)",
            "torch.select(kept, 0, 1)",
            "torch.select(kept, 0, 2)",
            "torch.select(kept, 0, 3)",
            "torch.ones_like(torch.select(kept, 0, 0))",
            "torch.mul(torch.ones_like(torch.select(kept, 0, 0)), torch.size(y, 0))"));
  }

  private String around(String body) {
    // The suite's loss has its own part of the state, which it may read and overwrite as a whole.
    return split() + body.replace("self.loss_state", "own_state") + joined();
  }

  /**
   * Rows of points as {@code x} and {@code y} for the suite's loss; the rest has names of its own.
   */
  private String split() {
    return String.format(
        Locale.ROOT,
        """
        own_state = torch.narrow(self.loss_state, 0, 0, %1$d)
        detector_outputs = x
        detector_targets = y
        detector_points = torch.floordiv(torch.size(y, 1), %2$d)
        detector_classes = torch.reshape(torch.narrow(y, 1, 0, detector_points), [-1, 1])
        detector_found = torch.ge(detector_classes, 0.)
        x = torch.reshape(torch.narrow(x, 1, 0, torch.mul(detector_points, %3$d)), [-1, %3$d])
        y = torch.to(torch.eq(detector_classes, torch.arange(%3$d, dtype=%4$s, device=ops.prim.device(x))), %4$s)
        """,
        ofClasses.initialState().length,
        BoxTargets.PER_POINT,
        classes,
        Dtype.FLOAT32);
  }

  private String joined() {
    return String.format(
        Locale.ROOT,
        """
        detector_mask = torch.to(detector_found, %2$s)
        detector_count = torch.sum(detector_mask)
        detector_positives = torch.clamp_min(detector_count, 1.)
        class_value = torch.div(value, %3$s)
        class_gradient = torch.div(gradient, %3$s)
        torch.set_grad_enabled(True)
        free = torch.requires_grad_(torch.detach(torch.narrow(detector_outputs, 1, torch.mul(detector_points, %1$d), torch.mul(detector_points, 5))))
        box = torch.where(detector_found, torch.reshape(torch.narrow(free, 1, 0, torch.mul(detector_points, 4)), [-1, 4]), 1.)
        told = torch.where(detector_found, torch.reshape(torch.narrow(detector_targets, 1, detector_points, torch.mul(detector_points, 4)), [-1, 4]), 1.)
        l0, t0, r0, b0, = torch.split(box, 1, 1)
        l1, t1, r1, b1, = torch.split(told, 1, 1)
        common = torch.mul(torch.add(torch.minimum(l0, l1), torch.minimum(r0, r1)), torch.add(torch.minimum(t0, t1), torch.minimum(b0, b1)))
        area0 = torch.mul(torch.add(l0, r0), torch.add(t0, b0))
        area1 = torch.mul(torch.add(l1, r1), torch.add(t1, b1))
        united = torch.sub(torch.add(area0, area1), common)
        hull = torch.mul(torch.add(torch.maximum(l0, l1), torch.maximum(r0, r1)), torch.add(torch.maximum(t0, t1), torch.maximum(b0, b1)))
        overlap = torch.div(common, torch.add(united, 1e-07))
        giou = torch.sub(overlap, torch.div(torch.sub(hull, united), torch.add(hull, 1e-07)))
        across = torch.div(torch.minimum(l1, r1), torch.maximum(l1, r1))
        down = torch.div(torch.minimum(t1, b1), torch.maximum(t1, b1))
        center = torch.sqrt(torch.mul(across, down))
        box_weight = %4$s
        box_value = torch.div(torch.sum(torch.mul(torch.rsub(giou, 1.), box_weight)), %5$s)
        center_logit = torch.reshape(torch.narrow(free, 1, torch.mul(detector_points, 4), detector_points), [-1, 1])
        entropy_of_center = torch.binary_cross_entropy_with_logits(center_logit, center, None, None, 0)
        center_value = torch.div(torch.sum(torch.mul(entropy_of_center, detector_mask)), detector_positives)
        free_slopes = torch.autograd.grad([torch.add(box_value, center_value)], [free], None)
        torch.set_grad_enabled(False)
        box_value = torch.detach(box_value)
        center_value = torch.detach(center_value)
        value = torch.add(torch.add(class_value, box_value), center_value)
        gradient = torch.cat([torch.reshape(class_gradient, [-1, torch.mul(detector_points, %1$d)]), unchecked_cast(Tensor, free_slopes[0])], 1)
        _kept = torch.copy_(torch.narrow(self.loss_state, 0, -%6$d, %6$d), torch.stack([class_value, box_value, center_value, detector_count]))
        """,
        classes,
        Dtype.FLOAT32,
        classDivisor(),
        parts.boxWeights() == BoxWeights.EQUAL
            ? "detector_mask"
            : "torch.mul(detector_mask, center)",
        parts.boxWeights() == BoxWeights.EQUAL
            ? "detector_positives"
            : "torch.clamp_min(torch.sum(box_weight), 1e-06)",
        KEPT);
  }

  private String classDivisor() {
    if (ofClasses.reduction() == Reduction.MEAN) {
      return "1.";
    }
    return parts.classDivisor() == ClassDivisor.POSITIVES
        ? "detector_positives"
        : "torch.add(detector_count, torch.size(detector_outputs, 0))";
  }

  @Override
  public float[] initialState() {
    float[] own = ofClasses.initialState();
    return Arrays.copyOf(own, own.length + KEPT);
  }

  @Override
  public float[] stateAtEpoch(float[] state, int epoch) {
    float[] after = state.clone();
    float[] own = ofClasses.stateAtEpoch(ownState(state), epoch);
    System.arraycopy(own, 0, after, 0, own.length);
    return after;
  }

  @Override
  public Map<String, Double> tracked(float[] state) {
    return ofClasses.tracked(ownState(state));
  }

  private static float[] ownState(float[] state) {
    return Arrays.copyOf(state, state.length - KEPT);
  }

  @Override
  public Loss trainedOn(Supplier<ClassCounts> counts) {
    Loss trained =
        ofClasses.trainedOn(
            () -> {
              throw new HarnessException(
                  "this loss weighs classes by how many training images have them, which a detector"
                      + " does not tell it; take another loss");
            });
    return new FcosLoss(trained, parts, classes);
  }

  @Override
  public boolean followsValue() {
    return ofClasses.followsValue();
  }

  @Override
  public boolean couplesImages() {
    return true;
  }

  /** The parts of a batch have losses of their own, which are weighted by their size. */
  @Override
  public Reduction reduction() {
    return Reduction.MEAN;
  }
}
