package io.lossbench.core.run.local;

import io.lossbench.core.plan.Trial;
import io.lossbench.core.run.TrialJob;
import io.lossbench.core.run.WorkFolder;
import io.lossbench.core.suite.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Workers that run a command, in which {@code TRIAL} is the {@linkplain #name short name} of their
 * trial and {@code GREETING} greets its loss.
 *
 * @param sharing whether the trials of a loss may share a process
 */
public record CommandLaunch(List<String> command, boolean sharing) implements WorkerLaunch {
  /** Stands in a command for the JVM's option that names the file of a crash report. */
  static final String CRASH_REPORT = "CRASH_REPORT";

  /** A process of its own for each trial. */
  public static CommandLaunch of(List<String> command) {
    return new CommandLaunch(command, false);
  }

  /** Loss and repetition, such as {@code bce1}. */
  public static String name(Trial trial) {
    return trial.loss() + trial.repetition();
  }

  @Override
  public List<String> command(WorkFolder work) {
    return command.stream()
        .map(part -> part.equals(CRASH_REPORT) ? CrashReport.jvmOption(work) : part)
        .toList();
  }

  @Override
  public Optional<String> kind(Trial trial) {
    return sharing ? Optional.of(trial.loss()) : Optional.empty();
  }

  @Override
  public void prepare(Trial trial, Map<String, String> variables) {
    variables.put("GREETING", "hello-" + trial.loss());
    variables.put("TRIAL", name(trial));
  }

  @Override
  public TrialJob job(Trial trial, String device) {
    return new TrialJob(trial, "0.1.0", Settings.of(Map.of()), List.of(), "", "", device, 1, "");
  }
}
