package io.lossbench.torch.engine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PyTorch as a Python environment holds it. {@code pip install torch} brings libraries for graphics
 * cards that fit the engine's binding of the same version.
 *
 * @param libraries folder of the shared libraries
 * @param version such as {@code 2.7.1}
 * @param cuda version of CUDA that it was built with, such as {@code 12.6}; empty if it is for
 *     processors only
 */
record TorchPackage(Path libraries, String version, Optional<String> cuda) {
  private static final Pattern VERSION =
      Pattern.compile("(?m)^__version__\\s*=\\s*['\"](\\d+\\.\\d+\\.\\d+)");
  private static final Pattern CUDA =
      Pattern.compile("(?m)^cuda\\b[^=]*=\\s*['\"](\\d+\\.\\d+)['\"]");

  /** The package in a virtual environment or one of conda; empty if it holds none. */
  static Optional<TorchPackage> in(Path environment) {
    for (Path packages : sitePackages(environment)) {
      Path torch = packages.resolve("torch");
      Path libraries = torch.resolve("lib");
      try {
        Matcher version = VERSION.matcher(Files.readString(torch.resolve("version.py")));
        if (Files.isDirectory(libraries) && version.find()) {
          return Optional.of(
              new TorchPackage(
                  libraries.toAbsolutePath(), version.group(1), cuda(torch, libraries)));
        }
      } catch (IOException e) {
        // No package here.
      }
    }
    return Optional.empty();
  }

  private static Optional<String> cuda(Path torch, Path libraries) throws IOException {
    if (!Files.exists(libraries.resolve(System.mapLibraryName("torch_cuda")))) {
      return Optional.empty();
    }
    Matcher cuda = CUDA.matcher(Files.readString(torch.resolve("version.py")));
    return cuda.find() ? Optional.of(cuda.group(1)) : Optional.empty();
  }

  private static List<Path> sitePackages(Path environment) {
    List<Path> found = new ArrayList<>();
    Path lib = environment.resolve("lib");
    if (Files.isDirectory(lib)) {
      try (DirectoryStream<Path> pythons = Files.newDirectoryStream(lib, "python3*")) {
        pythons.forEach(python -> found.add(python.resolve("site-packages")));
      } catch (IOException e) {
        // A folder that cannot be listed holds nothing for us.
      }
    }
    found.add(environment.resolve("Lib/site-packages"));
    return found.stream().sorted().toList();
  }
}
