package io.lossbench.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourcesTest {
  @Test
  void jobsShareWhatSlurmHasAllottedToTheirTask() {
    assertThat(Resources.evenShare(2, Map.of(), 64)).isEqualTo(32);
    assertThat(Resources.evenShare(2, Map.of("SLURM_CPUS_PER_TASK", "4"), 64)).isEqualTo(2);
    assertThat(Resources.evenShare(8, Map.of("SLURM_CPUS_PER_TASK", "4"), 64)).isEqualTo(1);
    assertThat(Resources.evenShare(1, Map.of("SLURM_CPUS_PER_TASK", "all"), 64)).isEqualTo(64);
  }
}
