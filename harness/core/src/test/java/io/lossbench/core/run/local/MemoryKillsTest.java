package io.lossbench.core.run.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counters as Linux lays them out, version 2 and 1 of its control groups and none. */
class MemoryKillsTest {
  @TempDir Path root;

  @BeforeEach
  void wholeSystem() throws IOException {
    write("proc/vmstat", "nr_free_pages 1\noom_kill 5\nthp_fault_alloc 0\n");
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(Objects.requireNonNull(path.getParent()));
    Files.writeString(path, text);
  }

  private String killer(MemoryKills before) {
    return before.killer(MemoryKills.now(root));
  }

  @Test
  void theGroupsOwnCounterDecides() throws IOException {
    write("proc/self/cgroup", "0::/user.slice/run\n");
    String events = "sys/fs/cgroup/user.slice/run/memory.events";
    write(events, "low 0\nhigh 0\nmax 12\noom 0\noom_kill 0\noom_group_kill 7\n");
    MemoryKills before = MemoryKills.now(root);
    assertThat(killer(before))
        .isEqualTo("by somebody else: not by lossbench, and not by the kernel for want of memory");
    write("proc/vmstat", "oom_kill 6\n");
    assertThat(killer(before)).as("of another group").startsWith("by somebody else: not by");
    write(events, "oom 1\noom_kill 1\n");
    assertThat(killer(before))
        .isEqualTo(
            "by the kernel, for want of memory (oom_kill in "
                + root.resolve(events)
                + "): lower train.batch-size or image-size, run fewer trials at once, or give it"
                + " more memory");
  }

  @Test
  void theFirstVersionOfGroupsIsReadToo() throws IOException {
    write("proc/self/cgroup", "9:cpu:/a\n4:memory:/docker/x\n0::/\n");
    String control = "sys/fs/cgroup/memory/docker/x/memory.oom_control";
    write(control, "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n");
    MemoryKills before = MemoryKills.now(root);
    write(control, "oom_kill_disable 0\nunder_oom 0\noom_kill 4\n");
    assertThat(killer(before)).startsWith("by the kernel, for want of memory");
  }

  @Test
  void withoutAGroupTheSystemsCounterIsAHint() {
    MemoryKills before = MemoryKills.now(root);
    assertThat(killer(before)).startsWith("by somebody else: not by lossbench");
    MemoryKills fewer = new MemoryKills(before.counter(), false, 4);
    assertThat(killer(fewer)).startsWith("and the kernel killed a process for want of memory");
  }

  @Test
  void withoutCountersNothingIsClaimed() throws IOException {
    Files.delete(root.resolve("proc/vmstat"));
    assertThat(killer(MemoryKills.now(root)))
        .isEqualTo(
            "by somebody else, or by the kernel for want of memory: its counters cannot be read"
                + " here");
  }
}
