package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DescribeCommandTest {
  @BeforeAll
  static void standInTheRepository() {
    System.setProperty("lossbench.home", Cli.REPOSITORY.toString());
  }

  @Test
  void describeNamesParametersDefaultsRangesAndSources() {
    assertThat(Cli.run("describe", "losses").out())
        .contains("asl")
        .containsPattern("gamma-neg +default 4; at least 0, at most 20; a list is an axis")
        .contains("ICCV 2021, eq. 7");
    assertThat(Cli.run("describe", "datasets").out())
        .contains("voc2007")
        .contains("difficult-in-evaluation");
    assertThat(Cli.run("describe", "metrics", "--format", "json").out())
        .contains("\"name\" : \"CF1@top3\"");
    assertThat(Cli.run("describe", "hamming-loss").out())
        .contains("in percent. Lower is better. [scikit-learn, hamming_loss]")
        .containsPattern("threshold +default 0.5; at least 0, at most 1");
    assertThat(Cli.run("describe", "suite").out())
        .containsPattern("datasets +required\n")
        .containsPattern("description +default empty\n");
    assertThat(Cli.run("describe", "train").out())
        .containsPattern("optimizer +default \\{type: adam}");
    assertThat(Cli.run("describe", "colours").code()).isEqualTo(2);
  }

  @Test
  void describeExplainsOneEntryOrOneSetting() {
    Cli asl = Cli.run("describe", "asl");
    assertThat(asl.code()).isZero();
    assertThat(asl.out())
        .startsWith("losses\n  asl\n")
        .containsPattern("gamma-neg +default 4")
        .doesNotContain("\n  focal\n")
        .doesNotContain("asl-adaptive");
    assertThat(Cli.run("describe", "ResNet50").out()).startsWith("backbones\n  resnet50\n");
    assertThat(Cli.run("describe", "train.batch-size").out())
        .contains("train\n      ", "evaluate\n", "batch-size")
        .doesNotContain("micro-batch");
    assertThat(Cli.run("describe", "seed").out()).contains("suite\n      The keys of a suite.\n");
    assertThat(Cli.run("describe", "tune").out().lines().map(String::strip))
        .as("a section of a suite has one heading")
        .containsOnlyOnce("tune");
    assertThat(Cli.run("describe", "asl", "--format", "json").out()).contains("\"name\" : \"asl\"");
    assertThat(Cli.run("describe", "weights-fit").out())
        .startsWith("backbones\n")
        .contains("all-but-head");
    assertThat(Cli.run("describe", "random-crop").out())
        .startsWith("train\n  random-crop\n")
        .containsPattern("probability +default 1; at least 0, at most 1");
    assertThat(Cli.run("describe", "as-unknown").out()).startsWith("train\n  missing-labels\n");
    assertThat(Cli.run("describe", "tolerance").out()).startsWith("suite\n  anchors\n");
    assertThat(Cli.run("describe", "keep-aspect").out()).startsWith("resizes\n  keep-aspect\n");
    assertThat(Cli.run("describe", "xylophone").err()).contains("'xylophone'. Topics are");
    Cli close = Cli.run("describe", "gama-neg");
    assertThat(close.code()).isEqualTo(2);
    assertThat(close.err())
        .startsWith("error: nothing is called 'gama-neg'; did you mean 'gamma-neg'?")
        .contains("Topics are losses, weightings, backbones,")
        .hasLineCount(2);
  }
}
