package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The CI files in {@code examples/ci}, step by step as they stand there, in a team's repository
 * with a loss of its own: what their services do besides the shell, checkout and cache, is done by
 * hand.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(300)
class CiExampleIT {
  private static final Path EXAMPLES = Cli.REPOSITORY.resolve("examples");
  private static final String LOSS = "src/main/java/example/SquaredHinge.java";
  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{ *([a-zA-Z0-9_.]+) *}}");

  @TempDir static Path folder;
  private static Path repository;
  private static final Map<String, String> ENVIRONMENT = new LinkedHashMap<>();

  /** The team's repository with a reference, and lossbench in its cache. */
  @BeforeAll
  static void standInARepository() throws Exception {
    repository = Files.createDirectories(folder.resolve("team"));
    for (String file :
        List.of(
            LOSS, "src/main/resources/META-INF/services/io.lossbench.torch.loss.LossProvider")) {
      Path copy = repository.resolve(file);
      Files.createDirectories(Objects.requireNonNull(copy.getParent()));
      Files.copy(EXAMPLES.resolve("loss").resolve(file), copy);
    }
    Files.writeString(
        repository.resolve("suite.yaml"),
        """
        suite: team
        repetitions: 1
        datasets:
          scenes: {from: generated-scenes, set: {size: 16, classes: 6, train: 96, test: 64}}
        backbones:
          small: {type: resnet20, image-size: 16}
        losses:
          hinge: {type: squared-hinge}
        train:
          epochs: 1
          batch-size: 16
          ema: 0
        """);
    Path home = repository.resolve(".lossbench/home");
    Release.install(home);
    Files.createSymbolicLink(home.resolve("examples"), Release.UNPACKED.resolve("examples"));
    ENVIRONMENT.put("JAVA_HOME", System.getProperty("java.home"));
    ENVIRONMENT.put("LOSSBENCH_HOME", home.toString());
    ENVIRONMENT.put("LOSSBENCH_CACHE", repository.resolve(".lossbench/cache").toString());
    ENVIRONMENT.put("GITHUB_STEP_SUMMARY", folder.resolve("summary.md").toString());
    expect(0, "\"$LOSSBENCH_HOME/examples/build\" .");
    expect(
        0,
        "\"$LOSSBENCH_HOME/lossbench\" run suite.yaml --threads 2 --results first --reports first");
    expect(0, "\"$LOSSBENCH_HOME/lossbench\" accept first/team --as reference/team");
  }

  /** What a fresh checkout has. */
  @BeforeEach
  void checkOut() throws Exception {
    expect(0, "rm -rf results reports check-*");
  }

  private static void expect(int code, String script) throws Exception {
    Path log = folder.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", script)
            .directory(repository.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(ENVIRONMENT);
    Process process = builder.start();
    process.getOutputStream().close();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(script).isTrue();
    assertThat(process.exitValue()).as(script + "\n" + Files.readString(log)).isEqualTo(code);
  }

  private static Map<?, ?> yaml(String name) throws IOException {
    return YAMLMapper.builder()
        .build()
        .readValue(Files.readString(EXAMPLES.resolve("ci").resolve(name)), Map.class);
  }

  private static Map<?, ?> map(Map<?, ?> from, String key) {
    return (Map<?, ?>) Objects.requireNonNull(from.get(key), key);
  }

  private static List<?> list(Map<?, ?> from, String key) {
    return (List<?>) Objects.requireNonNull(from.get(key), key);
  }

  /** Text with what the service puts in; what only the download needs is not there. */
  private String filledIn(String text) {
    Map<String, String> known =
        Map.of(
            "github.workspace",
            repository.toString(),
            "vars.LOSSBENCH_ARCHIVE",
            "",
            "vars.LOSSBENCH_SHA256",
            "");
    Matcher expressions = EXPRESSION.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (expressions.find()) {
      String name = expressions.group(1);
      assertThat(known).as("expressions of the workflow").containsKey(name);
      expressions.appendReplacement(
          filled, Matcher.quoteReplacement(Objects.requireNonNull(known.get(name))));
    }
    return expressions.appendTail(filled).toString();
  }

  private List<String> githubSteps() throws IOException {
    Map<?, ?> workflow = yaml("github.yml");
    map(workflow, "env")
        .forEach((name, value) -> ENVIRONMENT.put(name.toString(), filledIn(value.toString())));
    List<String> scripts = new ArrayList<>();
    for (Object step : list(map(map(workflow, "jobs"), "losses"), "steps")) {
      Object run = ((Map<?, ?>) step).get("run");
      if (run != null) {
        scripts.add(filledIn(run.toString()));
      }
    }
    return scripts;
  }

  @Test
  void theWorkflowForGithubPassesOnUnchangedCodeAndFailsOnAnother() throws Exception {
    List<String> steps = githubSteps();
    assertThat(steps).hasSize(5);
    for (String step : steps) {
      expect(0, step);
    }
    assertThat(folder.resolve("summary.md"))
        .content()
        .contains("**team** passed: 1 equal (bits mode: the same trials on equal terms)");
    assertThat(repository.resolve("check-team.xml")).exists();
    assertThat(repository.resolve("reports/team.html")).exists();

    // The same trial, by its id, with another exponent in the code of the loss.
    Path source = repository.resolve(LOSS);
    String code = Files.readString(source);
    String wrong =
        code.replace("torch.mul(slack, slack)", "torch.mul(torch.mul(slack, slack), slack)");
    assertThat(wrong).isNotEqualTo(code);
    Files.writeString(source, wrong);
    try {
      checkOut();
      expect(0, steps.get(1));
      expect(0, steps.get(2));
      expect(1, steps.get(3));
      expect(0, steps.get(4));
    } finally {
      Files.writeString(source, code);
    }
    assertThat(folder.resolve("summary.md"))
        .content()
        .contains("**team** failed: ")
        .contains("weights, scores", "they part in epoch 1: training loss was ");
  }

  @Test
  void theScriptForGitlabPassesOnUnchangedCode() throws Exception {
    ENVIRONMENT.put("CI_PROJECT_DIR", repository.toString());
    Map<?, ?> job = map(yaml("gitlab-ci.yml"), "losses");
    map(job, "variables")
        .forEach(
            (name, value) ->
                ENVIRONMENT.put(
                    name.toString(),
                    value.toString().replace("$CI_PROJECT_DIR", repository.toString())));
    for (Object script : list(job, "script")) {
      expect(0, script.toString());
    }
    assertThat(repository.resolve("check-team.md"))
        .content()
        .startsWith("**team** passed: 1 equal (bits mode");
  }
}
