package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a release holds. */
class ReleaseIT {
  private static final Pattern JAR = Pattern.compile("lib/(.+?)-\\d.*\\.jar");

  /** The jars in lib/ that the program's own jar names, as artifact and file. */
  private static List<Matcher> libraries() throws IOException {
    try (JarFile jar = new JarFile(Release.UNPACKED.resolve("lossbench.jar").toFile())) {
      String classPath = jar.getManifest().getMainAttributes().getValue("Class-Path");
      return Arrays.stream(classPath.split(" "))
          .map(JAR::matcher)
          .peek(name -> assertThat(name.matches()).as(name.toString()).isTrue())
          .toList();
    }
  }

  @Test
  void everyLibraryIsThereAndNamedWithItsTerms() throws IOException {
    Set<String> held = new TreeSet<>();
    for (Matcher library : libraries()) {
      assertThat(Release.UNPACKED.resolve(library.group())).exists();
      held.add(library.group(1));
    }
    held.removeIf(name -> name.startsWith("lossbench-"));
    Set<String> named =
        Pattern.compile("^\\| (`.*?) \\|", Pattern.MULTILINE)
            .matcher(Papers.read(Release.UNPACKED.resolve("THIRD-PARTY.md")))
            .results()
            .flatMap(row -> Pattern.compile("`(.+?)`").matcher(row.group(1)).results())
            .map(name -> name.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).isEqualTo(held);
  }

  @Test
  void ourJarsCarryTheLicence() throws IOException {
    byte[] licence = Files.readAllBytes(Release.UNPACKED.resolve("LICENSE"));
    assertThat(licence).isEqualTo(Files.readAllBytes(Cli.REPOSITORY.resolve("LICENSE")));
    List<Path> ours =
        Stream.concat(
                Stream.of("lossbench.jar"),
                libraries().stream()
                    .map(Matcher::group)
                    .filter(name -> name.startsWith("lib/lossbench-")))
            .map(Release.UNPACKED::resolve)
            .toList();
    assertThat(ours).hasSizeGreaterThanOrEqualTo(4);
    for (Path file : ours) {
      try (JarFile jar = new JarFile(file.toFile())) {
        assertThat(jar.getEntry("META-INF/LICENSE")).as(file.toString()).isNotNull();
        assertThat(jar.getInputStream(jar.getEntry("META-INF/LICENSE")).readAllBytes())
            .isEqualTo(licence);
      }
    }
  }

  @Test
  void itsPapersLeadToNothingThatStayedBehind() throws IOException {
    for (Papers.Link link : new Papers(Release.UNPACKED).links()) {
      assertThat(link.leadsSomewhere()).as(link.toString()).isTrue();
    }
  }

  @Test
  void itBringsSuitesDescriptorsReferencesAndOfWhatWasTrainedTheShippedWeightsAlone()
      throws IOException {
    assertThat(Release.UNPACKED.resolve("lossbench")).isExecutable();
    assertThat(Release.UNPACKED.resolve("suites/paper")).isNotEmptyDirectory();
    assertThat(Release.UNPACKED.resolve("datasets/voc2007.yaml")).exists();
    assertThat(Release.UNPACKED.resolve("results/reference/quickstart/trials.csv")).exists();
    Path weights = Path.of("suites/weights/scenes-resnet20.safetensors");
    try (Stream<Path> files = Files.walk(Release.UNPACKED)) {
      assertThat(files.map(Release.UNPACKED::relativize))
          .filteredOn(
              file -> file.toString().matches(".*(\\.npy|\\.safetensors|\\.class|\\.java\\.orig)"))
          .containsExactly(weights);
    }
    assertThat(Release.UNPACKED.resolve(weights))
        .hasSameBinaryContentAs(Cli.REPOSITORY.resolve(weights));
  }
}
