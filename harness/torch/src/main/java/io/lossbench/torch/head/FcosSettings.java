package io.lossbench.torch.head;

import io.lossbench.core.suite.Settings;
import io.lossbench.torch.target.PointAssignment;
import java.util.ArrayList;
import java.util.List;

/**
 * The choices of an FCOS detector (Tian et al., ICCV 2019), in which implementations differ; the
 * suite's language has a set of defaults for each of two of them, with their sources.
 */
record FcosSettings(
    Pyramid pyramid,
    Towers towers,
    Distances distances,
    PointAssignment assignment,
    LossParts loss,
    Inference inference) {

  /**
   * The feature maps that the detector looks at.
   *
   * @param strides of the backbone's maps, rising
   * @param extra further maps, each of half the resolution of the one before
   * @param channels of each
   * @param offset of the first point of a map from the image's corner, as a share of its stride
   * @param batchNorm of the backbone
   */
  record Pyramid(
      List<Integer> strides, int extra, int channels, double offset, BatchNorm batchNorm) {
    Pyramid {
      strides = List.copyOf(strides);
    }

    /** The strides of all maps. */
    List<Integer> allStrides() {
      List<Integer> all = new ArrayList<>(strides);
      for (int i = 0; i < extra; i++) {
        all.add(2 * all.get(all.size() - 1));
      }
      return all;
    }
  }

  /** Whether the batch normalisation of the backbone is trained. */
  enum BatchNorm {
    TRAINED,
    FROZEN
  }

  /**
   * The layers that all maps share: one tower for classes, one for boxes.
   *
   * @param convolutions of a tower
   * @param groups of a tower's group normalisation
   * @param centerness the tower that the centerness is read off
   */
  record Towers(int convolutions, int groups, Tower centerness) {}

  /** One of the two towers. */
  enum Tower {
    BOXES,
    CLASSES
  }

  /** The distances from a point to the sides of its box, as the network gives them. */
  record Distances(Activation activation, Unit unit, Scales scales) {
    /** Pixels of a unit of distance, for maps of these strides. */
    List<Integer> units(List<Integer> strides) {
      return unit == Unit.STRIDE ? strides : strides.stream().map(stride -> 1).toList();
    }
  }

  /** What turns a number of the network into a distance. */
  enum Activation {
    RELU,
    EXP
  }

  /** The unit of distances. */
  enum Unit {
    STRIDE,
    PIXEL
  }

  /** Learned factors of the distances. */
  enum Scales {
    NONE,
    PER_LEVEL
  }

  /**
   * How the three losses come together.
   *
   * @param smallest pixels that must be left of an object that an augmentation cuts
   */
  record LossParts(BoxWeights boxWeights, ClassDivisor classDivisor, double smallest) {}

  /** The weight of a point's box loss. */
  enum BoxWeights {
    EQUAL,
    CENTERNESS
  }

  /** What the loss of the classes is divided by. */
  enum ClassDivisor {
    POSITIVES,
    POSITIVES_AND_IMAGES
  }

  /**
   * What becomes of the outputs for an image.
   *
   * @param threshold that a detection must exceed
   * @param candidates of a map, at most, that are compared with each other
   * @param overlap from which on, exclusively, the lower of two boxes of a class is left out
   * @param detections of an image at most
   */
  record Inference(
      Score score,
      double threshold,
      ThresholdOf thresholdOf,
      int candidates,
      CandidatesOf candidatesOf,
      double overlap,
      int detections) {}

  /** The score of a detection, of the probability of its class and its centerness. */
  enum Score {
    ROOT_OF_PRODUCT,
    PRODUCT
  }

  /** What the threshold is for. */
  enum ThresholdOf {
    SCORE,
    CLASS
  }

  /** What is counted as a candidate. */
  enum CandidatesOf {
    PAIRS,
    POINTS
  }

  static FcosSettings of(Settings settings) {
    return new FcosSettings(
        new Pyramid(
            settings.integers("strides"),
            settings.integer("extra-levels"),
            settings.integer("channels"),
            settings.number("point-offset"),
            settings.choice("batch-norm", BatchNorm.class)),
        new Towers(
            settings.integer("convolutions"),
            settings.integer("groups"),
            settings.choice("centerness-tower", Tower.class)),
        new Distances(
            settings.choice("distances", Activation.class),
            settings.choice("distance-unit", Unit.class),
            settings.choice("scales", Scales.class)),
        new PointAssignment(
            settings.number("center-radius"),
            settings.number("range"),
            settings.choice("range-ends", PointAssignment.Ends.class),
            settings.choice("areas", PointAssignment.Sizes.class)),
        new LossParts(
            settings.choice("box-weights", BoxWeights.class),
            settings.choice("class-divisor", ClassDivisor.class),
            settings.number("smallest-object")),
        new Inference(
            settings.choice("score", Score.class),
            settings.number("threshold"),
            settings.choice("threshold-of", ThresholdOf.class),
            settings.integer("candidates"),
            settings.choice("candidates-of", CandidatesOf.class),
            settings.number("overlap"),
            settings.integer("detections")));
  }
}
