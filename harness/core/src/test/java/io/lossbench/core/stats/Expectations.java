package io.lossbench.core.stats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What SciPy says, written by the scripts in {@code src/test/python}. */
final class Expectations {
  private Expectations() {}

  /** The entries of {@code resources/scipy/NAME.json}. */
  static Stream<JsonNode> of(String name) throws IOException {
    Path file = Path.of("src/test/resources/scipy", name + ".json");
    return JsonMapper.shared().readTree(Files.readString(file)).valueStream();
  }

  static double[] numbers(JsonNode list) {
    return list.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }
}
