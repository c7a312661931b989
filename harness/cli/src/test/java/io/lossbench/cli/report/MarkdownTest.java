package io.lossbench.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkdownTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "`<script>alert(1)</script>`¦\\`&lt;script>alert(1)&lt;/script>\\`",
        "a | b¦a \\| b",
        "a \\| b¦a \\\\\\| b",
        "[x](javascript:alert(1))¦\\[x](javascript:alert(1))",
        "**bold** _it_ ~~no~~¦\\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~",
        "# heading¦\\# heading",
        "- item¦\\- item",
        "> quoted¦\\> quoted",
        "1. item¦1\\. item",
        "=== ¦\\===",
        "+2.95¦+2.95",
        "a & b &lt;¦a &amp; b &amp;lt;",
      })
  void textMeansNothing(String content, String markdown) {
    assertThat(Markdown.text(content)).isEqualTo(markdown);
  }

  @Test
  void aTextIsOneLine() {
    assertThat(Markdown.text("\n\n# a\r\nb\n| c")).isEqualTo("\\# a b \\| c");
  }

  @Test
  void codeIsFencedByMoreBackticksThanItHolds() {
    assertThat(Markdown.code("plain")).isEqualTo("`plain`");
    assertThat(Markdown.code("a `b` ``c``")).isEqualTo("``` a `b` ``c`` ```");
    assertThat(Markdown.block("yaml", "a: |\n  ```\n  <b>\n"))
        .isEqualTo("````yaml\na: |\n  ```\n  <b>\n````\n");
    assertThat(Markdown.block("yaml", "a: 1")).isEqualTo("```yaml\na: 1\n```\n");
  }

  @Test
  void codeInATableEndsNoCell() {
    assertThat(Markdown.codeCell("./lossbench run a.yaml")).isEqualTo("`./lossbench run a.yaml`");
    assertThat(Markdown.codeCell("a|b")).isEqualTo("<code>a&#124;b</code>");
    assertThat(Markdown.codeCell("a\\|`b`")).doesNotContain("|").doesNotContain("<b>");
    assertThat(Markdown.codeCell("")).isEmpty();
  }
}
