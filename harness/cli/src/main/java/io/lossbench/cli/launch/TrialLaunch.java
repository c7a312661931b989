package io.lossbench.cli.launch;

import io.lossbench.core.HarnessException;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.SuiteLock;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Machine;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.run.TrialExecutor;
import io.lossbench.core.run.TrialJob;
import io.lossbench.core.run.WorkFolder;
import io.lossbench.core.run.local.ForkedWorkers;
import io.lossbench.core.run.local.WorkerLaunch;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.engine.Libtorch;
import io.lossbench.torch.engine.ProcessOutput;
import io.lossbench.torch.train.Worker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How this program runs trials: in workers of its own Java, with its own class path.
 *
 * @param dataRoots folders to look for data in
 */
public record TrialLaunch(
    Ingredients ingredients, Ledger ledger, List<Path> dataRoots, Resources resources)
    implements WorkerLaunch {

  /**
   * What runs the trials.
   *
   * @throws HarnessException if none of them could load the engine's libraries
   */
  public TrialExecutor executor() {
    Engine.requireFolder(CacheFolder.required());
    return new ForkedWorkers(
        ingredients.suite(), resources.devices(), this, terms(), ingredients.timeoutSeconds());
  }

  /** What a plan is locked to when it is run so. */
  public SuiteLock lock(Plan plan) {
    return SuiteLock.of(
        plan,
        new SuiteLock.Versions(
            Version.number(),
            Trial.NUMERICS_VERSION,
            "PyTorch " + Libtorch.find().version().orElse("unknown"),
            Machine.jdk(),
            Machine.processor(),
            resources.kind(),
            resources.threads()));
  }

  private Provenance.Terms terms() {
    return new Provenance.Terms(
        Version.number(),
        "PyTorch",
        resources.kind(),
        Machine.processor(),
        System.getProperty("os.arch", "unknown"),
        resources.threads());
  }

  @Override
  public List<String> command(WorkFolder work) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(WorkerRuntime.workerOptions(work, resources.jobs()));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Worker.class.getName());
    return command;
  }

  @Override
  public void prepare(Trial trial, Map<String, String> variables) {
    WorkerRuntime.prepare(trial.train().precision(), resources.threads(), variables);
  }

  /**
   * Trials on vectors share workers: they take seconds, and nobody reads speeds off them. What a
   * process is started with is the same for all that have this in common.
   */
  @Override
  public Optional<String> kind(Trial trial) {
    return takesVectors(trial)
            && resources.kind().equals("cpu")
            && ProcessOutput.canBeMoved()
            && ledger.folder().toAbsolutePath().toString().indexOf('\n') < 0
        ? Optional.of(trial.cell() + " " + trial.train().precision())
        : Optional.empty();
  }

  /** Those that take images have a size of them, by default if by nothing else. */
  private static boolean takesVectors(Trial trial) {
    return !trial.spec().settings("backbone").has("image-size");
  }

  @Override
  public TrialJob job(Trial trial, String device) {
    return new TrialJob(
        trial,
        Version.number(),
        ingredients.descriptor(trial),
        dataRoots.stream().map(Path::toString).toList(),
        CacheFolder.required().toAbsolutePath().toString(),
        ingredients.weights(trial).map(Path::toString).orElse(""),
        device,
        resources.threads(),
        ledger.trialFolder(trial.id()).toAbsolutePath().toString());
  }
}
