package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What README, guides and the other papers say is so. */
class PapersTest {
  private static final Papers PAPERS = new Papers(Cli.REPOSITORY);
  private static final Pattern CALL = Pattern.compile("\\./lossbench ([^`\n#|>)]*)");

  /** Files that a reader is to make. */
  private static final Pattern OF_THE_READER = Pattern.compile("suites/my-.*");

  @TempDir Path folder;

  @Test
  void everyLinkLeadsToAFileAndAHeading() throws IOException {
    List<Papers.Link> links = PAPERS.links();
    assertThat(links).hasSizeGreaterThan(40);
    List<Papers.Link> dead = new ArrayList<>();
    for (Papers.Link link : links) {
      if (!link.leadsSomewhere()) {
        dead.add(link);
      }
    }
    assertThat(dead).isEmpty();
  }

  @Test
  void everyCommandLineNamesCommandsOptionsAndSuitesThatThereAre() throws IOException {
    List<String> wrong = new ArrayList<>();
    int calls = 0;
    for (Path document : PAPERS.documents()) {
      Matcher call = CALL.matcher(Papers.read(document));
      while (call.find()) {
        calls++;
        if (!isKnown(call.group(1).strip().split("\\s+"))) {
          wrong.add(Cli.REPOSITORY.relativize(document) + ": " + call.group());
        }
      }
    }
    assertThat(calls).isGreaterThan(30);
    assertThat(wrong).isEmpty();
  }

  private static boolean isKnown(String[] words) {
    CommandLine command = new CommandLine(new Main());
    for (int i = 0; i < words.length; i++) {
      String word = words[i];
      if (command.getSubcommands().containsKey(word)) {
        command = command.getSubcommands().get(word);
      } else if (word.startsWith("--")) {
        if (!command.getCommandSpec().optionsMap().containsKey(word.replaceFirst("=.*", ""))) {
          return false;
        }
      } else if (i == 0) {
        return false;
      } else if (word.matches("(suites|examples)/.*\\.yaml")
          && !OF_THE_READER.matcher(word).matches()
          && !Files.exists(Cli.REPOSITORY.resolve(word))) {
        return false;
      }
    }
    return true;
  }

  @Test
  void theReadmesTableHasEveryCommand() throws IOException {
    Set<String> listed = new TreeSet<>();
    Matcher row =
        Pattern.compile("^\\| `([a-z-]+)", Pattern.MULTILINE)
            .matcher(Papers.read(Cli.REPOSITORY.resolve("README.md")));
    while (row.find()) {
      listed.add(row.group(1));
    }
    assertThat(listed)
        .isEqualTo(new TreeSet<>(new CommandLine(new Main()).getSubcommands().keySet()));
  }

  @Test
  void wholeSuitesInExamplesAreValid() throws IOException {
    List<Papers.Block> suites =
        PAPERS.blocks("yaml").stream()
            .filter(block -> block.text().matches("(?s)(#[^\n]*\n)*suite: .*"))
            .toList();
    assertThat(suites).hasSizeGreaterThanOrEqualTo(3);
    for (Papers.Block suite : suites) {
      Path file = Files.writeString(folder.resolve("suite.yaml"), suite.text());
      Cli answer =
          Cli.run(
              "validate",
              file.toString(),
              "--datasets",
              Cli.REPOSITORY.resolve("datasets").toString());
      assertThat(answer.code()).as(suite.document() + "\n" + answer.err()).isZero();
    }
  }

  @Test
  void javaInGuidesIsThatOfTheExamples() throws IOException {
    StringBuilder sources = new StringBuilder();
    try (Stream<Path> files = Files.walk(Cli.REPOSITORY.resolve("examples"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        sources.append(Files.readString(file));
      }
    }
    List<Papers.Block> blocks = PAPERS.blocks("java");
    assertThat(blocks).isNotEmpty();
    assertThat(blocks).allSatisfy(block -> assertThat(sources).contains(block.text()));
  }

  /** The torch module evaluates the example's loss, as a class of its own tests. */
  @Test
  void theExamplesLossIsTheOneThatIsTested() throws IOException {
    String example =
        Files.readString(
            Cli.REPOSITORY.resolve("examples/loss/src/main/java/example/SquaredHinge.java"));
    String tested =
        Files.readString(
            Cli.REPOSITORY.resolve(
                "harness/torch/src/test/java/io/lossbench/torch/loss/SquaredHinge.java"));
    String declaration = "public final class SquaredHinge";
    assertThat(tested.substring(tested.indexOf(declaration)))
        .isEqualTo(example.substring(example.indexOf(declaration)));
  }

  @Test
  void theVersionIsSaidAlikeEverywhere() throws IOException {
    Matcher pom =
        Pattern.compile("<artifactId>lossbench</artifactId>\\s*<version>(.+?)</version>")
            .matcher(Files.readString(Cli.REPOSITORY.resolve("pom.xml")));
    assertThat(pom.find()).isTrue();
    String version = pom.group(1);
    assertThat(Cli.run("--version").out().strip()).isEqualTo("lossbench " + version);
    assertThat(Files.readAllLines(Cli.REPOSITORY.resolve("CITATION.cff")))
        .contains("version: " + version);
  }
}
