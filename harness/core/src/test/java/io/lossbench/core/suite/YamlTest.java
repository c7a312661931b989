package io.lossbench.core.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** YAML as suites are written in it: what is read, and what is refused before it costs anything. */
class YamlTest {
  private static final String SUITE =
      """
      suite: s
      datasets: [generated-scenes]
      backbones: {small: {type: resnet20, image-size: 32}}
      losses: {bce: {type: bce}, asl: &asl {type: asl, gamma-neg: 2}}
      """;

  private static Suite read(String text, String... overrides) {
    return TestSuites.reader().read("s.yaml", text, List.of(overrides));
  }

  @ParameterizedTest
  @CsvSource({
    ".004, 0.004",
    "+.5, 0.5",
    "0., 0",
    "1e-3, 0.001",
    "1E-1, 0.1",
    "-0.0, 0",
    "0x0, 0",
    "0, 0",
    "0.10, 0.1"
  })
  void numbersOfTheCoreSchema(String written, double value) {
    Settings train = read(SUITE + "train: {ema: " + written + "}").resolved().settings("train");
    assertThat(Double.compare(train.number("ema"), value)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"+1, 1", "0x1F, 31", "0o17, 15", "12, 12", "!!int 7, 7"})
  void wholeNumbersOfTheCoreSchema(String written, long value) {
    assertThat(read(SUITE + "seed: " + written).seed()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "010|some tools read a leading 0 as octal; write 10",
        "1_000|write 1000",
        "1e3|write 1000",
        "'7'|write it without quotes",
        "1,5|write a point before decimals and nothing between thousands",
        "٣|write it with the digits 0 to 9",
        "!!int x|expected a whole number, found 'x'",
        "!!float x|expected a whole number, found 'x'",
        "!mine 3|tags such as !mine have no meaning here",
        ".inf|expected a whole number, found '.inf'",
        "1e999|expected a whole number, found '1e999'",
        "99999999999999999999|99999999999999999999 is out of range",
      })
  void numbersThatToolsDisagreeOnAreRefused(String written, String message) {
    assertThatThrownBy(() -> read(SUITE + "seed: " + written))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("s.yaml:5:7: ")
        .hasMessageContaining(message);
  }

  @Test
  void mergeKeysGiveWayToWhatIsWrittenOut() {
    Suite suite =
        read(
            SUITE + "train: {schedule: &s {type: constant, lr: 0.1}}\n" + "anchors: []\n",
            "losses.bce.reduction=mean");
    assertThat(suite.losses()).hasSize(2);
    Suite merged =
        read(
            """
            suite: s
            datasets: [generated-scenes]
            backbones: {small: {type: resnet20, image-size: 32}}
            losses:
              a: &a {type: asl, gamma-neg: 2}
              b: &b {type: asl, gamma-neg: 3, margin: 0.1}
              c: {gamma-neg: 5, <<: *a}
              d: {<<: [*a, *b], gamma-pos: 1}
              e: {"type": asl, <<: *b, gamma-neg: 7}
            """);
    assertThat(merged.losses().get(2).settings().number("gamma-neg")).isEqualTo(5);
    assertThat(merged.losses().get(3).settings().number("gamma-neg")).isEqualTo(2);
    assertThat(merged.losses().get(3).settings().number("margin")).isEqualTo(.1);
    assertThat(merged.losses().get(4).settings().number("margin")).isEqualTo(.1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<<: 3", "<<: [1]", "<<: [{type: asl}, x]"})
  void aMergeKeyOfSomethingElseIsLocated(String merge) {
    assertThatThrownBy(() -> read(SUITE + "train: {" + merge + "}"))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("s.yaml:5:")
        .hasMessageContaining("'<<' takes the settings of an alias");
  }

  /** An alias is the same node to the parser; a setting of the command line is for one place. */
  @Test
  void aSettingOfTheCommandLineChangesOneOfTwoPlacesThatShareAnAnchor() {
    Suite suite =
        read(
            SUITE.replace(
                "datasets: [generated-scenes]",
                "datasets: {a: {from: generated-scenes, train: &t {epochs: 9}},"
                    + " b: {from: generated-scenes, set: {seed: 5}, train: *t}}"),
            "datasets.a.train.epochs=1");
    List<Integer> epochs =
        suite.datasets().stream()
            .map(d -> suite.section("train", d, suite.backbones().get(0)).integer("epochs"))
            .toList();
    assertThat(epochs).containsExactly(1, 9);
  }

  static List<String> bombs() {
    List<String> bombs = new ArrayList<>();
    for (int depth : new int[] {51, 1_300, 3_000, 100_000, 400_000}) {
      bombs.add("[".repeat(depth));
      bombs.add("a: " + "[".repeat(depth) + "]".repeat(depth));
      bombs.add("a: " + "{b: ".repeat(Math.min(depth, 200_000)) + "1");
      bombs.add("- ".repeat(Math.min(depth, 400_000)) + "1");
      bombs.add("? ".repeat(Math.min(depth, 400_000)) + "1");
    }
    StringBuilder block = new StringBuilder();
    IntStream.range(0, 1_300).forEach(i -> block.append(" ".repeat(i)).append("a:\n"));
    bombs.add(block.toString());
    bombs.add("a: &a [*a]");
    bombs.add("a: &a {b: *a}");
    bombs.add("a: &a {<<: *a}");
    bombs.add("a: &a {<<: [*a, *a]}");
    bombs.add("&a {<<: *a, b: 1}");
    bombs.add("? &a [*a]\n: 1");
    StringBuilder laughs = new StringBuilder("a0: &a0 {k0: 1}\n");
    StringBuilder merges = new StringBuilder("a0: &a0 {k0: 1}\n");
    for (int i = 1; i < 40; i++) {
      String before = "*a" + (i - 1);
      String nine = IntStream.range(0, 9).mapToObj(n -> before).collect(Collectors.joining(", "));
      laughs.append("a%d: &a%d [%s]\n".formatted(i, i, nine));
      merges.append("a%d: &a%d {<<: [%s], k%d: 1}\n".formatted(i, i, nine, i));
    }
    bombs.add(laughs.toString());
    bombs.add(merges.toString());
    bombs.add("x".repeat(1_000_001));
    bombs.add("a: [" + "1,".repeat(400_000) + "1]");
    bombs.add("k: 1\n".repeat(100_000));
    return bombs;
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void whatIsTooDeepOrTooLargeIsRefusedInAMoment(String bomb) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          assertThatThrownBy(() -> read(bomb))
              .isInstanceOf(SuiteException.class)
              .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(50_000));
          assertThatThrownBy(() -> read(SUITE, "train.augment=" + bomb))
              .isInstanceOf(SuiteException.class)
              .hasMessageContaining("--set train.augment=");
        });
  }

  @Test
  void axesAreCountedBeforeTheyAreMultiplied() {
    String axis =
        IntStream.range(0, 499).mapToObj(i -> "0." + (1000 + i)).collect(Collectors.joining(","));
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () ->
            assertThatThrownBy(
                    () ->
                        read(
                            SUITE,
                            "losses.asl.gamma-neg=[" + axis + "]",
                            "losses.asl.gamma-pos=[" + axis + "]",
                            "losses.asl.margin=[" + axis + "]"))
                .isInstanceOf(SuiteException.class)
                .hasMessageContaining("its axes multiply to 124251499 variants of the loss")
                .hasMessageContaining("a suite has at most 1000"));
    assertThatThrownBy(() -> read(SUITE, "losses.asl.gamma-neg=[" + axis + "]", "repetitions=1000"))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("multiply to 500000 trials; a suite has at most 100000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "train.epochs=&a [*a]|the value is nested more than 50 levels deep",
        "train.epochs=|the value is empty",
        "train..epochs=1|expected path=value",
        ".=1|expected path=value",
        "train.epochs=[1|the value is not valid YAML",
        "train=5|expected settings as 'key: value', found '5'",
        "datasets.generated-scenes.set.seed=1|'datasets' has no settings of its own in this suite;"
            + " write it as a map in the suite",
        "suite=../../x|'../../x' is not a name",
        "suite=.|'.' is not a name",
        "train.ema=.nan|.nan is out of range",
      })
  void oddSettingsOfTheCommandLineAreNamed(String option, String message) {
    assertThatThrownBy(() -> read(SUITE, option))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("--set " + option + ": ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999999999999999999", ".inf", ".nan", "!!int x", "!!float x", "1e999"})
  void openSettingsAreCheckedLikeOthers(String written) {
    String suite =
        SUITE.replace(
            "[generated-scenes]", "{x: {from: generated-scenes, set: {seed: " + written + "}}}");
    assertThatThrownBy(() -> read(suite))
        .isInstanceOf(SuiteException.class)
        .hasMessageContaining("s.yaml:2:52: ");
  }
}
