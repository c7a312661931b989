package io.lossbench.torch.engine;

import com.sun.jna.NativeLibrary;
import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The libtorch that the engine will load, and whether its binding fits it: the binding loads
 * against another version without a word and then reads wrong fields.
 *
 * @param variable the environment variable that leads to it; empty for the bundled one
 * @param path folder of its libraries; empty for the bundled one
 * @param version its version; empty if it cannot be told
 * @param cuda version of CUDA that it was built with, as far as the variables or the package tell
 * @param binding the version that the JNI binding was built for
 * @param ownBinding whether the folder has a binding of its own beside the library
 */
public record Libtorch(
    String variable,
    Optional<Path> path,
    Optional<String> version,
    Optional<String> cuda,
    String binding,
    boolean ownBinding) {

  /** The Python environment, virtual or of conda, whose PyTorch is used. */
  public static final String ENVIRONMENT = "LOSSBENCH_TORCH";

  private static final String FOLDER = "PYTORCH_LIBRARY_PATH";
  private static final String FLAVOR = "PYTORCH_FLAVOR";

  /** The only binding for graphics cards that DJL brings; it fits any CUDA 12. */
  private static final String CUDA_BINDING = "cu128";

  /**
   * PyTorch 2.7.1 on the Python package index: built for CUDA 12.6, with code for sm_50 to sm_90.
   */
  private static final String OLDER_CUDA = "12.6";

  private static final double LOWEST_CAPABILITY = 5.0;
  private static final double HIGHEST_CAPABILITY = 9.0;

  private static final String DRIVER = "libcuda.so.1";
  private static final Pattern NUMBER = Pattern.compile("(\\d+\\.\\d+\\.\\d+)");
  private static final List<Path> CARD_DEVICES =
      List.of(Path.of("/dev/nvidiactl"), Path.of("/dev/dxg"));

  /** Whether the system shows an NVIDIA card to this process, usable or not. */
  public static boolean systemHasCard() {
    return CARD_DEVICES.stream().anyMatch(Files::exists);
  }

  /**
   * The libtorch that the environment leads to, or the bundled one.
   *
   * @throws HarnessException if a variable names one that is not there
   */
  public static Libtorch find() {
    return find(System.getenv(), systemHasCard());
  }

  /**
   * The same for other variables. An active Python environment is a chance, not a wish: it is taken
   * where there is a card and its package fits.
   */
  static Libtorch find(Map<String, String> variables, boolean hasCard) {
    String binding = bindingVersion();
    String folder = variables.getOrDefault(FOLDER, "");
    if (!folder.isBlank()) {
      return named(folder, variables.getOrDefault(FLAVOR, ""), binding);
    }
    String environment = variables.getOrDefault(ENVIRONMENT, "");
    if (!environment.isBlank()) {
      return of(
          ENVIRONMENT,
          in(environment)
              .orElseThrow(
                  () ->
                      new HarnessException(
                          ENVIRONMENT
                              + " names "
                              + environment
                              + ", which holds no PyTorch (lib/python3*/site-packages/torch). Make"
                              + " one: python3 -m venv DIR && DIR/bin/pip install torch=="
                              + binding)),
          binding);
    }
    if (hasCard) {
      for (String active : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
        Optional<Libtorch> found =
            in(variables.getOrDefault(active, ""))
                .filter(torch -> torch.cuda().isPresent())
                .map(torch -> of(active, torch, binding))
                .filter(Libtorch::fits);
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    return new Libtorch(
        "", Optional.empty(), Optional.of(binding), Optional.empty(), binding, false);
  }

  private static Optional<TorchPackage> in(String environment) {
    try {
      return environment.isBlank() ? Optional.empty() : TorchPackage.in(Path.of(environment));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Libtorch of(String variable, TorchPackage torch, String binding) {
    return new Libtorch(
        variable,
        Optional.of(torch.libraries()),
        Optional.of(torch.version()),
        torch.cuda(),
        binding,
        hasBinding(variable, torch.libraries()));
  }

  private static Libtorch named(String folder, String flavor, String binding) {
    Path path = Path.of(folder);
    boolean own = hasBinding(FOLDER, path);
    Matcher cuda = Pattern.compile("cu(\\d+)(\\d)").matcher(flavor);
    return new Libtorch(
        FOLDER,
        Optional.of(path),
        versionOf(path),
        cuda.matches() ? Optional.of(cuda.group(1) + "." + cuda.group(2)) : Optional.empty(),
        binding,
        own);
  }

  private static boolean hasBinding(String variable, Path folder) {
    try (var files = Files.list(folder)) {
      return files.anyMatch(
          file -> file.getFileName().toString().endsWith(System.mapLibraryName("djl_torch")));
    } catch (IOException e) {
      throw new HarnessException(variable + " names " + folder + ", which cannot be listed", e);
    }
  }

  /** Whether library and binding are of the same version. */
  public boolean fits() {
    return ownBinding || version.filter(binding::equals).isPresent();
  }

  /** Whether it holds code for cards of a compute capability, as far as that is known. */
  boolean covers(String capability) {
    double number = Double.parseDouble(capability);
    return cuda.filter(OLDER_CUDA::equals).isEmpty()
        || (number >= LOWEST_CAPABILITY && number <= HIGHEST_CAPABILITY);
  }

  /** Refuses to go on with a binding that does not fit. */
  void requireFit() {
    if (!fits()) {
      throw new HarnessException(
          "libtorch in "
              + variable
              + " ("
              + path.map(Path::toString).orElse("")
              + ") is of version "
              + version.orElse("unknown")
              + ", the engine's binding is built for "
              + binding
              + " and would read wrong fields. Use libtorch "
              + binding
              + ", or put a libdjl_torch.so built against yours beside it.");
    }
  }

  /**
   * Points DJL at a Python package. Without a driver its binding for cards would not load, but the
   * one for processors does, and computes the same.
   *
   * @return what is unpacked for it, by name
   */
  String select() {
    if (!variable.isEmpty() && !variable.equals(FOLDER)) {
      System.setProperty(FOLDER, path.map(Path::toString).orElse(""));
      System.setProperty("PYTORCH_VERSION", version.orElse(binding));
      System.setProperty(FLAVOR, cuda.isPresent() && hasDriver() ? CUDA_BINDING : "cpu");
    }
    return binding
        + Optional.ofNullable(System.getenv(FLAVOR))
            .or(() -> Optional.ofNullable(System.getProperty(FLAVOR)))
            .map(flavor -> "-" + flavor)
            .orElse("");
  }

  private static boolean hasDriver() {
    try {
      return NativeLibrary.getInstance(DRIVER) != null;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }

  private static String bindingVersion() {
    try (var in = Libtorch.class.getResourceAsStream("/jnilib/pytorch.properties")) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return first(properties.getProperty("jni_version", "")).orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  /**
   * The version in {@code build-version} (libtorch's zip) or {@code ../version.py} (the Python
   * package).
   */
  private static Optional<String> versionOf(Path folder) {
    for (String file : new String[] {"build-version", "../build-version", "../version.py"}) {
      try {
        Path candidate = folder.resolve(file);
        if (Files.isRegularFile(candidate)) {
          return first(Files.readString(candidate));
        }
      } catch (IOException e) {
        // The next candidate may be readable.
      }
    }
    return Optional.empty();
  }

  private static Optional<String> first(String text) {
    Matcher matcher = NUMBER.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
