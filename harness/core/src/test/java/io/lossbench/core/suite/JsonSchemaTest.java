package io.lossbench.core.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JsonSchemaTest {
  @Test
  void theCommittedSchemaIsTheOneThatValidates() throws IOException {
    assertThat(Files.readString(Path.of("../../suites/suite.schema.json")))
        .as("regenerate with: ./lossbench schema > suites/suite.schema.json")
        .isEqualTo(JsonSchema.ofSuite(Definitions.builtIn()));
  }
}
