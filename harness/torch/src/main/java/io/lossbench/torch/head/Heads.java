package io.lossbench.torch.head;

import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.classification.SingleLabel;
import io.lossbench.core.detection.ObjectDetection;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.task.Task;
import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.script.Activation;
import java.util.Map;
import java.util.Set;

/** The registry of the tasks' heads. */
public final class Heads {
  private static final Map<String, Maker> BY_TASK =
      Map.of(
          MultiLabel.NAME,
          (trial, backbone, classes) ->
              new ClassifierHead(trial, backbone, classes, Activation.SIGMOID),
          SingleLabel.NAME,
          (trial, backbone, classes) ->
              new ClassifierHead(trial, backbone, classes, Activation.SOFTMAX),
          ObjectDetection.NAME,
          FcosHead::new);

  /** Tasks whose head is a backbone's classifier, or what a suite puts in its place. */
  private static final Set<String> CLASSIFICATION = Set.of(MultiLabel.NAME, SingleLabel.NAME);

  private Heads() {}

  /** How a head is made for a trial. */
  @FunctionalInterface
  private interface Maker {
    Head head(Trial trial, Backbone backbone, int classes);
  }

  /**
   * The head that a task puts on a backbone.
   *
   * @param classes of the dataset
   * @throws HarnessException if networks cannot be trained for that task
   */
  public static Head of(Task task, Trial trial, Backbone backbone, int classes) {
    return named(task.name(), trial, backbone, classes);
  }

  static Head named(String task, Trial trial, Backbone backbone, int classes) {
    Maker maker = BY_TASK.get(task);
    if (maker == null) {
      throw new HarnessException("no network is known for the task '" + task + "'");
    }
    if (trial.spec().settings("backbone").has("head") && !CLASSIFICATION.contains(task)) {
      throw new HarnessException(
          "backbone.head is a classifier, and the task '"
              + task
              + "' brings a head of its own; leave it out");
    }
    return maker.head(trial, backbone, classes);
  }
}
