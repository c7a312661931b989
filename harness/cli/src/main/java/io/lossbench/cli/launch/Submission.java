package io.lossbench.cli.launch;

import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A script that is handed to the shell of a login node. */
public final class Submission {
  private Submission() {}

  /**
   * Runs a script that calls {@code sbatch}.
   *
   * @return what it said
   * @throws HarnessException if it failed, with what it said
   */
  public static List<String> toSlurm(String script) throws InterruptedException {
    try {
      Process shell = new ProcessBuilder("bash", "-s").redirectErrorStream(true).start();
      try (Writer in = shell.outputWriter(StandardCharsets.UTF_8)) {
        in.write(script);
      }
      List<String> said = shell.inputReader(StandardCharsets.UTF_8).lines().toList();
      if (shell.waitFor() != 0) {
        throw new HarnessException(
            "the suite was not submitted whole: "
                + String.join("\n  ", said)
                + "\nIs this a login node of Slurm? `--print` shows the script.");
      }
      return said;
    } catch (IOException e) {
      throw new HarnessException("cannot run bash", e);
    }
  }
}
