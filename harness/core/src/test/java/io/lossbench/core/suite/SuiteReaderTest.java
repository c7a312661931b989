package io.lossbench.core.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuiteReaderTest {
  @Test
  void fillsInEveryDefault() {
    Suite suite = TestSuites.small();
    Settings train = suite.resolved().settings("train");
    assertThat(train.settings("optimizer").text("type")).isEqualTo("adam");
    assertThat(train.settings("optimizer").number("weight-decay")).isEqualTo(1e-4);
    assertThat(train.settings("schedule").number("pct-start")).isEqualTo(.2);
    assertThat(suite.losses().get(1).settings().number("gamma-neg")).isEqualTo(4);
    assertThat(suite.baseline()).isEqualTo("bce");
    assertThat(suite.resolved().settings("evaluate").text("selection")).isEqualTo("last");
  }

  @Test
  void aListIsAnAxisAndAxesMultiply() {
    Suite suite = TestSuites.small("losses.asl.gamma-neg=[2, 3, 4]", "losses.asl.margin=[0, 0.05]");
    assertThat(suite.losses())
        .extracting(Suite.Loss::name)
        .containsExactly(
            "bce",
            "asl@gamma-neg=2,margin=0",
            "asl@gamma-neg=2,margin=0.05",
            "asl@gamma-neg=3,margin=0",
            "asl@gamma-neg=3,margin=0.05",
            "asl@gamma-neg=4,margin=0",
            "asl@gamma-neg=4,margin=0.05");
    assertThat(suite.losses().get(4).settings().number("gamma-neg")).isEqualTo(3);
    assertThat(suite.losses().get(4).settings().number("margin")).isEqualTo(.05);
  }

  @Test
  void theCommandLineWinsOverTheOverridesOfOneBackbone() {
    Suite suite = TestSuites.small("backbones.small.train={epochs: 9, ema: 0.5}", "train.epochs=2");
    Settings train = suite.section("train", suite.datasets().get(0), suite.backbones().get(0));
    assertThat(train.integer("epochs")).isEqualTo(2);
    assertThat(train.number("ema")).isEqualTo(.5);
  }

  @Test
  void aDatasetTakesSettingsOfTheSuite() {
    Suite suite =
        TestSuites.small(
            "datasets={clean: {from: generated-scenes}, noisy: {from: generated-scenes, set: {missing-labels: 0.3}}}");
    assertThat(suite.datasets().get(0).descriptor().settings("format").number("missing-labels"))
        .isZero();
    assertThat(suite.datasets().get(1).descriptor().settings("format").number("missing-labels"))
        .isEqualTo(.3);
    assertThat(suite.datasets().get(1).descriptor().settings("format").integer("classes"))
        .isEqualTo(20);
  }

  @Test
  void faultsOfTheCommandLineNameTheOption() {
    assertThatThrownBy(
            () -> TestSuites.small("train.epochs=many", "train.epocs=2", "nonsense", "seed.x=1"))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("--set train.epochs=many: expected a whole number, found 'many'")
        .hasMessageContaining("--set train.epocs=2: unknown key 'epocs'; did you mean 'epochs'?")
        .hasMessageContaining("--set nonsense: expected path=value");
  }

  @Test
  void theShippedSuitesAreValid() {
    for (String suite :
        List.of("quickstart", "voc2007", "voc2007-finetune", "weights/scenes-resnet20")) {
      assertThat(
              TestSuites.reader()
                  .read(Path.of("../../suites/" + suite + ".yaml"), List.of())
                  .name())
          .isEqualTo(suite.substring(suite.indexOf('/') + 1));
    }
  }

  @Test
  void theShippedDescriptorsAreValid() {
    SuiteReader reader = TestSuites.reader();
    assertThat(reader.descriptorNames()).contains("generated-scenes", "voc2007");
    assertThat(reader.descriptorNames())
        .allSatisfy(name -> assertThat(reader.descriptor(name)).isPresent());
  }

  @Test
  void resolvingAResolvedSuiteChangesNothing() {
    Suite suite = TestSuites.small();
    Suite again =
        TestSuites.reader().read("again", CanonicalJson.of(suite.resolved().asMap()), List.of());
    assertThat(CanonicalJson.of(again.resolved().asMap()))
        .isEqualTo(CanonicalJson.of(suite.resolved().asMap()));
  }
}
