package io.lossbench.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutputFormatTest {
  private record Interval(double low, Double high) {}

  @Test
  void whatIsNoFiniteNumberIsNull() {
    assertThat(OutputFormat.json(Arrays.asList(1.5, Double.POSITIVE_INFINITY, Double.NaN)))
        .isEqualTo("[ 1.5, null, null ]");
    assertThat(OutputFormat.json(Map.of("of", new Interval(Double.NEGATIVE_INFINITY, 2.0))))
        .contains("\"low\" : null", "\"high\" : 2.0");
  }
}
