package io.lossbench.torch.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CalibrationKernelTest {
  @BeforeAll
  static void start() {
    Engine.start(2);
  }

  @Test
  void aProductOfMatricesTakesItsTime() {
    // 0.27 billion multiplications and additions: no processor does them in 50 microseconds, and
    // none that trains takes two seconds.
    assertThat(CalibrationKernel.millis(Device.CPU)).isBetween(0.05, 2000.0);
    assertThat(CalibrationKernel.name(Device.CPU)).isEqualTo("float32 product of 512x512 matrices");
  }
}
