package io.lossbench.torch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibtorchTest {
  private static final String BINDING = Libtorch.find(Map.of(), false).binding();

  @TempDir Path folder;

  /** A Python environment with a package as pip lays it out. */
  private Path environment(String name, String version, String cuda) throws IOException {
    Path torch = folder.resolve(name + "/lib/python3.11/site-packages/torch");
    Path lib = Files.createDirectories(torch.resolve("lib"));
    Files.writeString(lib.resolve(System.mapLibraryName("torch_cpu")), "");
    if (!cuda.isEmpty()) {
      Files.writeString(lib.resolve(System.mapLibraryName("torch_cuda")), "");
    }
    Files.writeString(
        torch.resolve("version.py"),
        """
        from typing import Optional

        __version__ = '%s'
        debug = False
        cuda: Optional[str] = %s
        git_version = 'e2d141dbde55c2a4370fac5165b0561b6af4798b'
        hip: Optional[str] = None
        """
            .formatted(
                version + (cuda.isEmpty() ? "+cpu" : "+cu" + cuda.replace(".", "")),
                cuda.isEmpty() ? "None" : "'" + cuda + "'"));
    return folder.resolve(name);
  }

  @Test
  void anEnvironmentThatIsNamedIsUsedWithItsVersions() throws IOException {
    Path named = environment("named", BINDING, "12.6");
    Libtorch found = Libtorch.find(Map.of("LOSSBENCH_TORCH", named.toString()), false);
    assertThat(found.variable()).isEqualTo("LOSSBENCH_TORCH");
    assertThat(found.path())
        .contains(named.resolve("lib/python3.11/site-packages/torch/lib").toAbsolutePath());
    assertThat(found.version()).contains(BINDING);
    assertThat(found.cuda()).contains("12.6");
    assertThat(found.fits()).isTrue();
  }

  @Test
  void anEnvironmentThatIsNamedMustHoldPyTorchOfTheBindingsVersion() throws IOException {
    assertThatThrownBy(
            () -> Libtorch.find(Map.of("LOSSBENCH_TORCH", folder.resolve("no").toString()), true))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("holds no PyTorch")
        .hasMessageContaining("pip install torch==" + BINDING);
    Path other = environment("other", "1.2.3", "12.6");
    Libtorch found = Libtorch.find(Map.of("LOSSBENCH_TORCH", other.toString()), true);
    assertThatThrownBy(found::requireFit)
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("LOSSBENCH_TORCH")
        .hasMessageContaining("1.2.3");
  }

  @Test
  void anActiveEnvironmentIsUsedWhereThereIsACard() throws IOException {
    Path active = environment("active", BINDING, "12.6");
    assertThat(Libtorch.find(Map.of("VIRTUAL_ENV", active.toString()), true).variable())
        .isEqualTo("VIRTUAL_ENV");
    assertThat(Libtorch.find(Map.of("CONDA_PREFIX", active.toString()), true).variable())
        .isEqualTo("CONDA_PREFIX");
    assertThat(Libtorch.find(Map.of("VIRTUAL_ENV", active.toString()), false).path()).isEmpty();
  }

  @Test
  void anActiveEnvironmentThatWouldNotFitIsPassedOver() throws IOException {
    Path other = environment("other", "1.2.3", "12.6");
    Path processors = environment("processors", BINDING, "");
    Path fits = environment("fits", BINDING, "12.6");
    for (Path active : new Path[] {other, processors, folder}) {
      assertThat(Libtorch.find(Map.of("VIRTUAL_ENV", active.toString()), true).path()).isEmpty();
    }
    assertThat(
            Libtorch.find(
                    Map.of("VIRTUAL_ENV", other.toString(), "CONDA_PREFIX", fits.toString()), true)
                .variable())
        .isEqualTo("CONDA_PREFIX");
  }

  @Test
  void aFolderOfLibrariesGoesFirst() throws IOException {
    Path named = environment("named", BINDING, "12.6");
    Path libraries = Files.createDirectories(folder.resolve("libtorch/lib"));
    Files.writeString(folder.resolve("libtorch/build-version"), BINDING + "+cu128\n");
    Libtorch found =
        Libtorch.find(
            Map.of(
                "LOSSBENCH_TORCH",
                named.toString(),
                "PYTORCH_LIBRARY_PATH",
                libraries.toString(),
                "PYTORCH_FLAVOR",
                "cu128"),
            false);
    assertThat(found.path()).contains(libraries);
    assertThat(found.cuda()).contains("12.8");
    assertThat(found.fits()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "12.6, 5.0, true",
    "12.6, 9.0, true",
    "12.6, 10.0, false",
    "12.6, 3.7, false",
    "12.8, 10.0, true"
  })
  void cardsThatABuildHasNoCodeForAreKnown(String cuda, String capability, boolean covered)
      throws IOException {
    Path named = environment("named", BINDING, cuda);
    Libtorch found = Libtorch.find(Map.of("LOSSBENCH_TORCH", named.toString()), true);
    assertThat(found.covers(capability)).isEqualTo(covered);
  }
}
