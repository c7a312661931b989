package io.lossbench.core.run.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.run.WorkFolder;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JVMs that really crash, and reports as HotSpot writes them in other cases. */
class CrashReportTest {
  @TempDir Path folder;

  /** Writes to address 0. */
  static final class Crash {
    private Crash() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      Field instance = unsafe.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      unsafe.getMethod("putInt", long.class, int.class).invoke(instance.get(null), 0L, 1);
    }
  }

  private static int crash(Path work) throws IOException, InterruptedException {
    List<String> command =
        JvmCommand.of(
            Crash.class, "-XX:-CreateCoredumpOnCrash", CrashReport.jvmOption(new WorkFolder(work)));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("log").toFile())
            .start();
    return process.waitFor();
  }

  @Test
  void aCrashedJvmTellsSignalAndFrame() throws IOException, InterruptedException {
    assertThat(crash(folder)).isNotZero();
    CrashReport report = CrashReport.in(new WorkFolder(folder)).orElseThrow();
    assertThat(report.cause()).isEqualTo("SIGSEGV (0xb)");
    assertThat(report.frame()).startsWith("V [libjvm.so+0x").contains("Unsafe_PutInt");
    assertThat(report.reason())
        .startsWith("the worker's JVM crashed: SIGSEGV (0xb) in V [libjvm.so+0x")
        .endsWith("; the report is " + folder.resolve("hs_err.log"));
  }

  @Test
  void theReportLiesInTheWorkFolderWhateverItsName() throws IOException, InterruptedException {
    Path odd = Files.createDirectory(folder.resolve("50 %p of it"));
    crash(odd);
    assertThat(CrashReport.in(new WorkFolder(odd))).isPresent();
  }

  @Test
  void memoryThatTheSystemRefusesIsNamed() throws IOException {
    Path file = new WorkFolder(folder).crashReport();
    Files.writeString(
        file,
        """
        #
        # There is insufficient memory for the Java Runtime Environment to continue.
        # Native memory allocation (mmap) failed to map 262144 bytes for committing reserved memory.
        # Possible reasons:
        #   The system is out of physical RAM or swap space

        ---------------  S U M M A R Y ------------
        """);
    CrashReport report = CrashReport.in(new WorkFolder(folder)).orElseThrow();
    assertThat(report.cause())
        .isEqualTo(
            "Native memory allocation (mmap) failed to map 262144 bytes for committing reserved"
                + " memory.");
    assertThat(report.frame()).isEmpty();
  }

  @Test
  void anInternalErrorKeepsItsPlace() throws IOException {
    Path file = new WorkFolder(folder).crashReport();
    Files.writeString(
        file,
        "#\n# A fatal error has been detected by the Java Runtime Environment:\n#\n"
            + "#  Internal Error (safepoint.cpp:702), pid=99, tid=100\n#  fatal error: x\n#\n");
    assertThat(CrashReport.in(new WorkFolder(folder)).orElseThrow().cause())
        .isEqualTo("Internal Error (safepoint.cpp:702)");
  }

  @Test
  void aReportThatWasCutStillNamesItsFile() throws IOException {
    Files.writeString(new WorkFolder(folder).crashReport(), "#\n# A fatal err");
    assertThat(CrashReport.in(new WorkFolder(folder)).orElseThrow().reason())
        .isEqualTo(
            "the worker's JVM crashed: an error it could not tell; the report is "
                + new WorkFolder(folder).crashReport());
  }

  @Test
  void aWorkerThatDidNotCrashHasNone() {
    assertThat(CrashReport.in(new WorkFolder(folder))).isEmpty();
  }
}
