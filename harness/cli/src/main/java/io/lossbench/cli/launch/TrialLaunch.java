package io.lossbench.cli.launch;

import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Machine;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.run.TrialExecutor;
import io.lossbench.core.run.TrialJob;
import io.lossbench.core.run.WorkFolder;
import io.lossbench.core.run.local.ForkedWorkers;
import io.lossbench.core.run.local.WorkerLaunch;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import io.lossbench.torch.train.Worker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How this program runs the trials of a suite: in workers of its own Java, with its own class path.
 *
 * @param dataRoots folders to look for data in
 */
public record TrialLaunch(
    Suite suite, Ledger ledger, List<Path> dataRoots, Weights weights, Resources resources)
    implements WorkerLaunch {

  /** What runs the trials. */
  public TrialExecutor executor() {
    return new ForkedWorkers(suite.name(), resources.devices(), this, terms(), suite.timeout());
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

  @Override
  public TrialJob job(Trial trial, String device) {
    return new TrialJob(
        trial,
        Version.number(),
        descriptor(trial.dataset()),
        dataRoots.stream().map(Path::toString).toList(),
        CacheFolder.required().toAbsolutePath().toString(),
        weights.file(trial.backbone()).map(Path::toString).orElse(""),
        device,
        resources.threads(),
        ledger.trialFolder(trial.id()).toAbsolutePath().toString());
  }

  /** The descriptor of a dataset of the suite, the suite's settings applied. */
  private Settings descriptor(String dataset) {
    return suite.datasets().stream()
        .filter(entry -> entry.name().equals(dataset))
        .findFirst()
        .orElseThrow()
        .descriptor();
  }
}
