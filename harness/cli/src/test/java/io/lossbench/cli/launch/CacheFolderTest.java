package io.lossbench.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheFolderTest {
  @Test
  void theVariablesComeBeforeTheHome() {
    Map<String, String> all =
        Map.of("LOSSBENCH_CACHE", "/own", "XDG_CACHE_HOME", "/shared", "HOME", "/home/u");
    assertThat(CacheFolder.find(all, "/passwd")).contains(Path.of("/own"));
    assertThat(CacheFolder.find(Map.of("XDG_CACHE_HOME", "/shared"), "/passwd"))
        .contains(Path.of("/shared/lossbench"));
    assertThat(CacheFolder.find(Map.of("HOME", "/home/u"), "/passwd"))
        .contains(Path.of("/home/u/.cache/lossbench"));
    assertThat(CacheFolder.find(Map.of(), "/passwd")).contains(Path.of("/passwd/.cache/lossbench"));
  }

  @Test
  void aSlurmJobUsesTheScratchOfItsNode() {
    Map<String, String> home = Map.of("HOME", "/home/u", "TMPDIR", "/tmp/7");
    assertThat(CacheFolder.find(home, "?")).contains(Path.of("/home/u/.cache/lossbench"));
    Map<String, String> job = new HashMap<>(home);
    job.put("SLURM_JOB_ID", "7");
    assertThat(CacheFolder.find(job, "?")).contains(Path.of("/tmp/7/lossbench"));
    job.put("SLURM_TMPDIR", "/scratch/7");
    assertThat(CacheFolder.find(job, "?")).contains(Path.of("/scratch/7/lossbench"));
    job.put("LOSSBENCH_CACHE", "/own");
    assertThat(CacheFolder.find(job, "?")).contains(Path.of("/own"));
  }

  /** Java's home of a user without a passwd entry is "?", which would be a folder right here. */
  @Test
  void aUserWithoutAHomeHasNoCacheRatherThanOneInTheCurrentFolder() {
    assertThat(CacheFolder.find(Map.of(), "?")).isEmpty();
    assertThat(CacheFolder.find(Map.of("HOME", ""), "?")).isEmpty();
    assertThat(CacheFolder.find(Map.of("HOME", "relative", "XDG_CACHE_HOME", "?"), "")).isEmpty();
    assertThat(CacheFolder.find(Map.of("HOME", "/home/u"), "?"))
        .contains(Path.of("/home/u/.cache/lossbench"));
  }
}
