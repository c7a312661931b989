package io.lossbench.torch.train;

import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.dataset.format.Formats;
import io.lossbench.core.file.Claim;
import io.lossbench.core.file.Digest;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Calibration;
import io.lossbench.core.provenance.Machine;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.run.ProgressFile;
import io.lossbench.core.run.TrialJob;
import io.lossbench.core.run.WorkFolder;
import io.lossbench.core.run.WorkerReport;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.task.Task;
import io.lossbench.core.task.Truth;
import io.lossbench.torch.engine.CalibrationKernel;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.engine.ProcessExit;
import io.lossbench.torch.engine.ProcessOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The process that runs one trial, or several of one kind, one after the other. What it keeps from
 * one to the next is the dataset, which nothing changes; models, checkpoints and totals are made
 * anew, and what dropout draws is seeded in each, so that a trial ends in the bits that it has
 * alone.
 */
public final class Worker {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long LOCK_PATIENCE_MILLIS = 20_000;

  /** The argument of a worker that takes another job when it has reported. */
  private static final String STAYS = "stays";

  /** A calibration takes longer than the shortest trials of those that share a worker. */
  private static final Duration CALIBRATION_AGE = Duration.ofSeconds(5);

  private final BlockingQueue<String> signs = linesOfParent();
  private final RecentCalibration speed;
  private @Nullable OpenDataset opened;

  private Worker(RecentCalibration speed) {
    this.speed = speed;
  }

  /** A dataset, and what it was opened by. */
  private record OpenDataset(List<Object> by, Dataset dataset) {}

  /** Runs the job whose JSON file is the first argument. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    // As in the program's own main: no digits but 0 to 9 where a format has no locale.
    Locale.setDefault(Locale.ROOT);
    boolean stays = arguments.length > 1 && arguments[1].equals(STAYS);
    Worker worker = new Worker(new RecentCalibration(stays ? CALIBRATION_AGE : Duration.ZERO));
    Path job = Path.of(arguments[0]).toAbsolutePath();
    worker.run(job, () -> requireEmpty(worker.signs.take()));
    while (stays) {
      // The line that names a job is the sign for it, too.
      Path next = Path.of(worker.signs.take());
      ProcessOutput.appendTo(work(next).log());
      Machine.forgetPeakMemory();
      worker.run(next, () -> {});
    }
    // The report is written, and the parent, which waits for that, ends the process; that takes
    // the virtual machine a third of a second, or for ever if native threads of the engine do not
    // end.
    ProcessExit.now(0);
  }

  private static void requireEmpty(String sign) {
    if (!sign.isEmpty()) {
      throw new IllegalStateException("a job in place of the sign: " + sign);
    }
  }

  private static WorkFolder work(Path job) {
    return new WorkFolder(Objects.requireNonNull(job.getParent(), "job's folder"));
  }

  /** Waits until a job may begin. */
  @FunctionalInterface
  private interface Sign {
    void await() throws InterruptedException;
  }

  private void run(Path jobFile, Sign sign) throws IOException, InterruptedException {
    WorkFolder work = work(jobFile);
    TrialJob job = JSON.readValue(Files.readString(jobFile), TrialJob.class);
    try (FileChannel channel =
        FileChannel.open(
            work.lock(),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS)) {
      lock(channel, work);
      Files.deleteIfExists(work.failure());
      run(job, work, sign);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | Error e) {
      fail(e, work);
    }
  }

  private static void fail(Throwable failure, WorkFolder work) {
    WorkerFailure told = WorkerFailure.of(failure);
    if (told.isBug()) {
      failure.printStackTrace();
    }
    try {
      DurableFile.write(work.failure(), told.reason());
    } catch (IOException e) {
      // No room for the reason where it belongs: the log may still take it.
      System.err.println(told.reason());
    }
    ProcessExit.now(told.exitCode());
  }

  private void run(TrialJob job, WorkFolder work, Sign sign)
      throws IOException, InterruptedException {
    Engine.start(job.threads(), Path.of(job.cache()));
    Trial trial = job.trial();
    if (job.device().startsWith("gpu") && trial.train().isDeterministic()) {
      Engine.demandDeterminism();
    }
    Dataset dataset = dataset(job);
    String expected = trial.spec().settings("dataset").text("fingerprint");
    if (!dataset.fingerprint().equals(expected)) {
      throw new HarnessException(
          "dataset '"
              + trial.dataset()
              + "' changed while the suite was running: its fingerprint is "
              + dataset.fingerprint()
              + ", planned was "
              + expected);
    }
    TrialFiles files =
        new TrialFiles(pretrained(job), work.folder(), Path.of(job.folder()), Path.of(job.cache()));
    // What loads classes is done while the trial before this one still trains. To open a network's
    // file is training in small, which would disturb it.
    boolean opensNetwork = trial.spec().settings("backbone").has("file");
    if (opensNetwork) {
      sign.await();
    }
    TrialParts parts =
        TrialParts.of(
            trial,
            dataset,
            backbone ->
                NetworkFiles.opened(
                    backbone, trial, files.pretrained(), files.work(), Device.named(job.device())));
    if (!opensNetwork) {
      sign.await();
    }
    Provenance.Terms terms = Engine.terms(job.lossbench(), job.device(), job.threads());
    Compute compute = new Compute(Device.named(job.device()), terms);
    double before = speed.millis(compute.device());
    try (Trainer trainer =
        new Trainer(trial, parts, dataset, files, compute, ProgressFile.writer(work))) {
      Trainer.Result result = trainer.run();
      Task task = dataset.task();
      Truth truth = trainer.judgedBy();
      List<Path> written = new ArrayList<>();
      for (Selection selection : result.selections()) {
        written.add(
            task.writePredictions(
                files.results(), selection.weights(), selection.reported(), truth));
      }
      written.add(task.writeTruth(files.results(), truth));
      String finished = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      Calibration calibration =
          new Calibration(
              CalibrationKernel.name(compute.device()), before, speed.millis(compute.device()));
      Provenance provenance =
          new Provenance(
                  terms,
                  new Provenance.Varying(
                      result.startedAt(),
                      finished,
                      Machine.hostName(),
                      Machine.os(),
                      Machine.jdk()))
              .withCalibration(calibration);
      DurableFile.write(
          work.report(),
          JSON.writeValueAsString(
              new WorkerReport(
                  provenance,
                  result.outcome(),
                  hashes(files.results(), written),
                  result.workSeconds())));
    }
  }

  /** The dataset of a job, read again only if it is another one than that of the job before. */
  private Dataset dataset(TrialJob job) {
    List<Object> by =
        List.of(job.descriptor(), job.dataRoots(), job.trial().evaluate().invalidImages());
    OpenDataset known = opened;
    if (known == null || !known.by().equals(by)) {
      Dataset dataset =
          new DatasetLoader(
                  Formats.onClasspath(),
                  job.dataRoots().stream().map(Path::of).toList(),
                  Optional.of(Path.of(job.cache())))
              .open(job.descriptor(), job.trial().evaluate().invalidImages());
      known = new OpenDataset(by, dataset);
      opened = known;
    }
    return known.dataset();
  }

  private static Optional<Path> pretrained(TrialJob job) throws IOException {
    Settings backbone = job.trial().spec().settings("backbone");
    if (!backbone.has("weights-sha256")) {
      return Optional.empty();
    }
    Path file = Path.of(job.weights());
    if (!Digest.ofFile(file).equals(backbone.text("weights-sha256"))) {
      throw new HarnessException("the weights " + file + " changed while the suite was running");
    }
    return Optional.of(file);
  }

  /** SHA-256 of what the task wrote, and of weights as they lie in the trial's folder. */
  private static Map<String, String> hashes(Path folder, List<Path> written) throws IOException {
    List<Path> all = new ArrayList<>(written);
    // The best ones may have been written by a process before this one.
    try (DirectoryStream<Path> weights = Files.newDirectoryStream(folder, "*.safetensors")) {
      weights.forEach(all::add);
    }
    Map<String, String> hashes = new TreeMap<>();
    for (Path file : all) {
      hashes.put(String.valueOf(file.getFileName()), Digest.ofFile(file));
    }
    return hashes;
  }

  /**
   * A worker that an earlier, killed run left behind ends within moments; until then its folder is
   * its own.
   */
  private static void lock(FileChannel channel, WorkFolder work)
      throws IOException, InterruptedException {
    long deadline = System.currentTimeMillis() + LOCK_PATIENCE_MILLIS;
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (IOException e) {
      // A file system without locks; the run that started this worker has a lease on the trial.
      return;
    }
    while (lock == null) {
      if (System.currentTimeMillis() > deadline) {
        throw new HarnessException(
            "another worker holds " + work.folder() + "; end it and run again");
      }
      Thread.sleep(100);
      lock = channel.tryLock();
    }
    Claim.sign(channel);
  }

  /**
   * The parent holds our standard input open and writes lines: an empty one when the trial is to
   * begin, later the file of another job. The end of it means that the parent is gone.
   */
  private static BlockingQueue<String> linesOfParent() {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Thread watch =
        new Thread(
            () -> {
              try {
                ByteArrayOutputStream line = new ByteArrayOutputStream();
                for (int next = System.in.read(); next >= 0; next = System.in.read()) {
                  if (next == '\n') {
                    lines.add(line.toString(StandardCharsets.UTF_8));
                    line.reset();
                  } else {
                    line.write(next);
                  }
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } finally {
                System.err.println("the parent process is gone; going too");
                ProcessExit.now(130);
              }
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
    return lines;
  }
}
