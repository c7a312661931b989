package io.lossbench.torch.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.classification.SingleLabel;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteReader;
import io.lossbench.core.task.Predictions;
import io.lossbench.core.task.Task;
import io.lossbench.core.task.Tasks;
import io.lossbench.core.task.Truth;
import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.backbone.Backbones;
import io.lossbench.torch.target.Movement;
import io.lossbench.torch.target.Place;
import io.lossbench.torch.target.Targets;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadsTest {
  @TempDir Path folder;

  private static final LabelMatrix TWO_IMAGES = LabelMatrix.of(2, 3, new byte[] {0, 0, 0, 0, 0, 0});
  private static final Backbone SMALL =
      Backbones.onClasspath().create(Settings.of(Map.of("type", "resnet20")));

  private static Trial trial() {
    Suite suite =
        new SuiteReader(Definitions.builtIn(), Path.of("../../datasets"))
            .read(
                "tiny.yaml",
                """
                suite: tiny
                datasets: [generated-scenes]
                backbones:
                  small:
                    type: resnet20
                    image-size: 16
                    detector: {type: fcos, strides: [2, 4], channels: 8, groups: 4}
                losses: {bce: {type: bce}}
                """,
                List.of());
    return Plan.of(suite, name -> "0".repeat(64), name -> Optional.empty()).trials().get(0);
  }

  private static Head head(Task task) {
    return Heads.of(task, trial(), SMALL, 3);
  }

  @Test
  void everyTaskHasOne() {
    for (Task task : Tasks.all()) {
      Head head = head(task);
      assertThat(head.outputs()).isPositive();
      assertThat(head.tracked(new double[head.tracking().sums().size()]).keySet())
          .containsExactlyElementsOf(task.tracked().stream().map(m -> m.name()).toList());
    }
  }

  @Test
  void aClassifierHasAnOutputForEachClass() {
    assertThat(head(new MultiLabel()).outputs()).isEqualTo(3);
    assertThat(head(new SingleLabel()).outputs()).isEqualTo(3);
  }

  @Test
  void aTaskWithoutOneIsRefused() {
    assertThatThrownBy(() -> Heads.named("ranking", trial(), SMALL, 3))
        .isInstanceOf(HarnessException.class)
        .hasMessage("no network is known for the task 'ranking'");
  }

  private static final List<Place> PLACES = Collections.nCopies(2, Place.filling(8, 8));

  @Test
  void logitsBecomeProbabilitiesOfEachClassOrOfAllTogether() throws IOException {
    float[] logits = {0, (float) Math.log(3), -1, 2, 2, 2};
    PredictionCollector each = head(new MultiLabel()).collector(TWO_IMAGES, folder);
    each.add(logits.clone(), PLACES);
    assertThat(ScoreMatrix.of(each.predictions()).row(0)[1]).isEqualTo(0.75f);
    PredictionCollector together = head(new SingleLabel()).collector(TWO_IMAGES, folder);
    together.add(logits.clone(), PLACES);
    assertThat(ScoreMatrix.of(together.predictions()).row(1))
        .containsExactly(1 / 3f, 1 / 3f, 1 / 3f);
  }

  @Test
  void predictionsComeBackAsTheyWereWrittenAndNoMoreIsRead() throws IOException {
    Predictions scores = ScoreMatrix.of(2, 3, new float[] {0, 1, 0.5f, 0.25f, 0, 1});
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    scores.writeTo(Channels.newChannel(bytes));
    bytes.write(7);
    ByteArrayInputStream in = new ByteArrayInputStream(bytes.toByteArray());
    Predictions read = head(new MultiLabel()).read(Channels.newChannel(in), 2, folder);
    assertThat(read.sha256()).isEqualTo(scores.sha256());
    assertThat(in.read()).isEqualTo(7);
    assertThatThrownBy(
            () ->
                head(new MultiLabel())
                    .read(
                        Channels.newChannel(new ByteArrayInputStream(bytes.toByteArray())),
                        3,
                        folder))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void targetsAreTheLabelsWhereverTheImageMoves() {
    LabelMatrix labels =
        LabelMatrix.of(2, 3, new byte[] {0, LabelMatrix.POSITIVE, 0, 1, LabelMatrix.UNKNOWN, 1});
    Targets targets = head(new MultiLabel()).targets(labels);
    float[] into = new float[5];
    targets.write(1, Movement.MIRROR, PLACES.get(0), into, 2);
    assertThat(into).containsExactly(0, 0, 1, -1, 1);
    assertThat(targets.hasUnknown()).isTrue();
    assertThat(head(new MultiLabel()).targets(labels.select(new int[] {0})).hasUnknown()).isFalse();
  }

  /** Truth of another kind, as boxes will be. */
  private record Nothing() implements Truth {
    @Override
    public int rows() {
      return 0;
    }

    @Override
    public Truth select(int[] rows) {
      return this;
    }

    @Override
    public byte[] rowKey(int row) {
      return new byte[0];
    }
  }

  @Test
  void theTruthOfAnotherTaskIsRefused() {
    Head head = head(new MultiLabel());
    assertThatThrownBy(() -> head.targets(new Nothing()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("labels are expected, not Nothing");
  }
}
