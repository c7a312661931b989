package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report of a suite whose author means harm to its reader. */
class ReportTextTest {
  @TempDir Path folder;

  private Cli report(String file, List<String> options) throws IOException {
    Suite suite =
        new SuiteReader(Definitions.builtIn(), Cli.REPOSITORY.resolve("datasets"))
            .read(
                "s.yaml",
                """
                suite: hostile
                description: "`<script>alert(1)</script>` | [x](javascript:alert(1)) \\e[2J \\u202e\\n```\\n<b onclick=x>"
                datasets: [generated-scenes]
                backbones: {small: {type: resnet20, image-size: 32}}
                losses: {bce: {type: bce}}
                """,
                List.of());
    Plan plan = Plan.of(suite, name -> "fingerprint", name -> Optional.empty());
    new Ledger(folder.resolve("hostile")).writePlan(plan, file, options);
    return Cli.run(
        "report", "hostile", "--results", folder.toString(), "--reports", folder.toString());
  }

  @Test
  void showsTextAndRunsNothing() throws IOException {
    Cli report = report("$(touch x)/t.yaml", List.of("--set description=a \"b\" $(id)", "`id`"));
    assertThat(report.code()).as(report.err()).isZero();
    String markdown = Files.readString(folder.resolve("hostile.md"));
    String html = Files.readString(folder.resolve("hostile.html"));
    String command = "./lossbench run '$(touch x)/t.yaml' --set 'description=a \"b\" $(id)' '`id`'";
    assertThat(markdown).contains("``" + command + "``");
    assertThat(html).contains("./lossbench run '$(touch x)/t.yaml' --set 'description=a");
    int fence = markdown.indexOf("````yaml\n");
    assertThat(fence).isPositive();
    assertThat(markdown.indexOf("\n````\n", fence))
        .isGreaterThan(markdown.indexOf("onclick", fence));
    assertThat(markdown.substring(0, fence))
        .contains("\\`&lt;script>")
        .doesNotContain("<b")
        .doesNotContain("<script");
    assertThat(html).containsOnlyOnce("<script").doesNotContain("<b onclick");
    for (String text : List.of(markdown, html)) {
      assertThat(text.codePoints().filter(c -> c != '\n' && c != '\t'))
          .noneMatch(c -> Character.isISOControl(c) || c == 0x202e);
    }
  }

  /** A browser runs a script whose hash the policy names, and no other. */
  @Test
  void itsPolicyAllowsItsOwnScriptOnly() throws Exception {
    report("s.yaml", List.of());
    String html = Files.readString(folder.resolve("hostile.html"));
    int from = html.indexOf("<script>") + "<script>".length();
    byte[] script =
        html.substring(from, html.indexOf("</script>", from)).getBytes(StandardCharsets.UTF_8);
    String hash =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(script));
    assertThat(html.replace("&#39;", "'"))
        .contains(
            "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"
                + hash
                + "'\"");
    assertThat(html.substring(from)).containsOnlyOnce("</script");
    assertThat(html).doesNotContain("javascript:alert(1))\"", "href=\"http", "src=");
  }

  @Test
  void goesNowhereElse() throws IOException {
    report("s.yaml", List.of());
    Path plan = folder.resolve("hostile/plan.json");
    Files.writeString(
        plan, Files.readString(plan).replace("\"suite\" : \"hostile\"", "\"suite\" : \"../../x\""));
    Cli report =
        Cli.run(
            "report",
            "hostile",
            "--results",
            folder.toString(),
            "--reports",
            folder.resolve("a/b").toString());
    assertThat(report.code()).isEqualTo(3);
    assertThat(folder.resolve("x.html")).doesNotExist();
    assertThat(folder.resolve("a")).doesNotExist();
  }
}
