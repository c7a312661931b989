package io.lossbench.torch.engine;

import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The libtorch that the engine will load, and whether its binding fits it: the binding loads
 * against another version without a word and then reads wrong fields.
 *
 * @param path folder of a libtorch of the user's own; empty for the bundled one
 * @param version its version; empty if it cannot be told
 * @param binding the version that the JNI binding was built for
 * @param ownBinding whether the folder has a binding of its own beside the library
 */
public record Libtorch(
    Optional<Path> path, Optional<String> version, String binding, boolean ownBinding) {
  private static final Pattern NUMBER = Pattern.compile("(\\d+\\.\\d+\\.\\d+)");

  /** The libtorch that the environment names, or the bundled one. */
  public static Libtorch find() {
    String binding = bindingVersion();
    String folder = System.getenv("PYTORCH_LIBRARY_PATH");
    if (folder == null || folder.isBlank()) {
      return new Libtorch(Optional.empty(), Optional.of(binding), binding, false);
    }
    Path path = Path.of(folder);
    boolean own;
    try (var files = Files.list(path)) {
      own =
          files.anyMatch(
              file -> file.getFileName().toString().endsWith(System.mapLibraryName("djl_torch")));
    } catch (IOException e) {
      throw new HarnessException(
          "PYTORCH_LIBRARY_PATH names " + folder + ", which cannot be listed", e);
    }
    return new Libtorch(Optional.of(path), versionOf(path), binding, own);
  }

  /** Whether library and binding are of the same version. */
  public boolean fits() {
    return ownBinding || version.filter(binding::equals).isPresent();
  }

  /** Refuses to go on with a binding that does not fit. */
  static void check() {
    Libtorch found = find();
    if (!found.fits()) {
      throw new HarnessException(
          "libtorch in PYTORCH_LIBRARY_PATH ("
              + found.path().map(Path::toString).orElse("")
              + ") is of version "
              + found.version().orElse("unknown")
              + ", the engine's binding is built for "
              + found.binding()
              + " and would read wrong fields. Use libtorch "
              + found.binding()
              + ", or put a libdjl_torch.so built against yours beside it.");
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
