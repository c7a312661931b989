package io.lossbench.core.suite;

import java.nio.file.Path;
import java.util.List;

/** Suites for tests. */
public final class TestSuites {
  public static final Path DATASETS = Path.of("../../datasets");

  private TestSuites() {}

  /** BCE and ASL on generated scenes, three repetitions. */
  public static Suite small(String... overrides) {
    return reader()
        .read(
            "small.yaml",
            """
            suite: small
            seed: 1
            repetitions: 3
            datasets: [generated-scenes]
            backbones:
              small: {type: resnet20, image-size: 32}
            losses:
              bce: {type: bce}
              asl: {type: asl}
            train:
              epochs: 6
              batch-size: 64
            """,
            List.of(overrides));
  }

  public static SuiteReader reader() {
    return new SuiteReader(Definitions.builtIn(), DATASETS);
  }
}
