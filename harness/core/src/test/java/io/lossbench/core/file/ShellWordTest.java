package io.lossbench.core.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
class ShellWordTest {
  /** What the shell itself makes of it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "suites/voc.yaml",
        "",
        "a b",
        "$(touch x)/t.yaml",
        "`id`",
        "it's",
        "'; rm -rf ~; '",
        "description=a \"b\" $(id)",
        "a\\b\\",
        "~/x",
        "*?[a]{b,c}",
        "a&b|c;d>e<f#g!h",
        "two\nlines",
        "tab\there",
        "esc\u001b[2Jbell\u0007",
        "override\u202eend",
        "Straße 套件"
      })
  void theShellReadsOneWordAndRunsNothing(String word) throws Exception {
    Process shell =
        new ProcessBuilder("bash", "-c", "printf '%s|' " + ShellWord.of(word))
            .redirectErrorStream(true)
            .start();
    shell.getOutputStream().close();
    String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).isZero();
    if (word.chars().allMatch(c -> c < 127)) {
      assertThat(out).isEqualTo(word + "|");
    } else {
      assertThat(out).doesNotContain("\n").endsWith("|");
    }
  }

  @Test
  void whatNeedsNoQuotesHasNone() {
    assertThat(ShellWord.of("train.epochs=2")).isEqualTo("train.epochs=2");
    assertThat(ShellWord.of("--miniature")).isEqualTo("--miniature");
  }

  @Test
  void aFileIsNeverAnOption() {
    assertThat(ShellWord.ofFile("--device=x.yaml")).isEqualTo("./--device=x.yaml");
  }
}
