package io.lossbench.cli.launch;

import io.lossbench.core.HarnessException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder for what can be made again: hashes of files, indices, decoded images, miniatures. */
public final class CacheFolder {
  /** What helps a user who has none. */
  public static final String ADVICE = "set LOSSBENCH_CACHE to a folder that is yours";

  private CacheFolder() {}

  /**
   * The folder.
   *
   * @throws HarnessException if nothing says where it is
   */
  public static Path required() {
    return find().orElseThrow(() -> new HarnessException("there is no home folder; " + ADVICE));
  }

  /** The folder; empty for a user without a home, who set no variable either. */
  public static Optional<Path> find() {
    return find(System.getenv(), System.getProperty("user.home", "?"));
  }

  /** Java's home of a user whom the system does not know is a question mark. */
  static Optional<Path> find(Map<String, String> variables, String userHome) {
    String own = variables.getOrDefault("LOSSBENCH_CACHE", "");
    if (!own.isBlank()) {
      return Optional.of(Path.of(own).toAbsolutePath());
    }
    Optional<Path> scratch = nodeLocal(variables);
    if (scratch.isPresent()) {
      return scratch;
    }
    String shared = variables.getOrDefault("XDG_CACHE_HOME", "");
    if (!shared.isBlank() && Path.of(shared).isAbsolute()) {
      return Optional.of(Path.of(shared).resolve("lossbench"));
    }
    return Stream.of(variables.getOrDefault("HOME", ""), userHome)
        .filter(home -> Path.of(home).isAbsolute())
        .findFirst()
        .map(home -> Path.of(home).resolve(".cache").resolve("lossbench"));
  }

  /**
   * The scratch folder of a Slurm job on its node: a home is a network file system there, through
   * which memory-mapped images would come again and again.
   */
  private static Optional<Path> nodeLocal(Map<String, String> variables) {
    if (!variables.containsKey("SLURM_JOB_ID")) {
      return Optional.empty();
    }
    return Stream.of("SLURM_TMPDIR", "TMPDIR")
        .map(name -> variables.getOrDefault(name, ""))
        .filter(path -> Path.of(path).isAbsolute())
        .findFirst()
        .map(path -> Path.of(path).resolve("lossbench"));
  }
}
