package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.engine.Libtorch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A libtorch that needs a library which is not there, as a build for graphics cards needs {@code
 * libcuda.so.1} on a machine without a driver. Here it is the bundled one, of which a part is gone.
 */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class DoctorIT {
  private static final String MISSING =
      "/libtorch.so: libtorch_cpu.so: cannot open shared object file: No such file or directory";

  @TempDir Path folder;
  private Path libtorch = Path.of("");

  @BeforeEach
  void takeAPart() throws IOException {
    Engine.start(1);
    libtorch = Files.createDirectories(folder.resolve("libtorch/lib"));
    Files.writeString(folder.resolve("libtorch/build-version"), Libtorch.find().binding());
    try (var files = Files.walk(Path.of(System.getProperty("ENGINE_CACHE_DIR")))) {
      Path part = files.filter(file -> file.endsWith("libtorch.so")).findFirst().orElseThrow();
      Files.copy(part, libtorch.resolve("libtorch.so"));
    }
  }

  private String call(int code, String... arguments) throws Exception {
    Path log = folder.resolve("log");
    ProcessBuilder builder = Cli.process(log, List.of(), arguments);
    builder.environment().put("PYTORCH_LIBRARY_PATH", libtorch.toString());
    builder.environment().put("PYTORCH_VERSION", Libtorch.find().binding());
    builder.environment().put("PYTORCH_FLAVOR", "cpu");
    Process process = builder.start();
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(code);
    return Files.readString(log);
  }

  @Test
  void namesTheLibraryThatIsMissing() throws Exception {
    assertThat(call(ExitCode.ENVIRONMENT, "doctor", "--results", folder.toString()))
        .containsPattern("error +engine +" + libtorch + MISSING)
        .containsPattern("-> install libtorch_cpu.so, or add its folder to LD_LIBRARY_PATH")
        .doesNotContain("\tat ");
  }

  /** Every trial would fail of it: the run says so once. */
  @Test
  void aFolderThatTakesNoLibrariesEndsTheRun() throws Exception {
    Path log = folder.resolve("log");
    ProcessBuilder run =
        Cli.process(
            log,
            List.of(),
            "run",
            Cli.tinySuite(folder, "lame", 1, "bce", "asl").toString(),
            "--results",
            folder.toString(),
            "--no-report");
    Path cache = Files.createDirectory(folder.resolve("cache"));
    Files.writeString(cache.resolve("engine"), "no folder");
    run.environment().put("LOSSBENCH_CACHE", cache.toString());
    run.environment().keySet().removeAll(List.of("ENGINE_CACHE_DIR", "DJL_CACHE_DIR"));
    Process process = run.start();
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(log)
        .content()
        .containsOnlyOnce("cannot be")
        .contains("native libraries cannot be unpacked to " + cache.resolve("engine"))
        .doesNotContain("FAILED");
  }

  @Test
  void isNamedByATrialThatFailsOfIt() throws Exception {
    Path suite = Cli.tinySuite(folder, "lame", 1, "bce");
    assertThat(
            call(
                ExitCode.FAILED,
                "run",
                suite.toString(),
                "--results",
                folder.toString(),
                "--no-report"))
        .contains("the PyTorch engine cannot be loaded; `lossbench doctor` says what to do")
        .contains(MISSING)
        .doesNotContain("\tat ");
  }
}
