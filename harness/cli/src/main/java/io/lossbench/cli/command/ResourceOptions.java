package io.lossbench.cli.command;

import io.lossbench.cli.launch.Resources;
import io.lossbench.torch.engine.Libtorch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How many trials run at a time, and what each of them gets. */
final class ResourceOptions {
  private static final int MOST = 1024;

  @Option(
      names = "--device",
      split = ",",
      paramLabel = "NAME",
      description =
          "cpu, gpu, gpu:1, or several cards such as gpu:0,gpu:1, which are given to the trials in"
              + " turn; by default the graphics card if a CUDA libtorch is set up, else cpu.")
  List<String> devices = new ArrayList<>();

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description =
          "Trials that run at a time; by default one for each device. More than there are devices"
              + " share them.")
  @Nullable Integer jobs;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads of the engine for each trial; by default all processors, or under Slurm"
              + " those of the task (SLURM_CPUS_PER_TASK), divided by the jobs."
              + " Another number gives other bits.")
  @Nullable Integer threads;

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec command;

  /**
   * What the options say.
   *
   * @throws ParameterException if they cannot be meant
   */
  Resources resources() {
    List<String> named = devices.isEmpty() ? List.of(defaultDevice()) : devices;
    CommandLine line = Objects.requireNonNull(command).commandLine();
    return resources(line, named, Optional.ofNullable(jobs), Optional.ofNullable(threads));
  }

  /**
   * What such options say.
   *
   * @param line the command that they were given to
   * @param named the devices; one at least
   * @throws ParameterException if they cannot be meant
   */
  static Resources resources(
      CommandLine line, List<String> named, Optional<Integer> jobs, Optional<Integer> threads) {
    Set<String> different = new HashSet<>();
    for (String device : named) {
      if (!device.matches("cpu|gpu(:\\d{1,3})?")) {
        throw wrong(line, "--device is cpu, gpu or gpu:N, not '" + device + "'");
      }
      if (!different.add(device.equals("gpu") ? "gpu:0" : device)) {
        throw wrong(
            line, "--device names '" + device + "' twice; for more trials on it say --jobs");
      }
    }
    if (different.size() > 1 && different.contains("cpu")) {
      throw wrong(line, "--device names cpu beside a card: their results could not be compared");
    }
    int atATime = inRange(line, "--jobs", jobs.orElse(named.size()));
    int each = inRange(line, "--threads", threads.orElseGet(() -> Resources.evenShare(atATime)));
    return Resources.of(atATime, named, each);
  }

  private static int inRange(CommandLine line, String option, int number) {
    if (number < 1 || number > MOST) {
      throw wrong(line, option + " is 1 to " + MOST + ", not " + number);
    }
    return number;
  }

  private static ParameterException wrong(CommandLine line, String message) {
    return new ParameterException(line, message);
  }

  /** The graphics card if there is one and a libtorch for it, else {@code cpu}. */
  static String defaultDevice() {
    return Libtorch.systemHasCard() && Libtorch.find().cuda().isPresent() ? "gpu" : "cpu";
  }
}
