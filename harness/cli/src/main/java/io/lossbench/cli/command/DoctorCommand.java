package io.lossbench.cli.command;

import io.lossbench.cli.launch.CacheFolder;
import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.cli.terminal.OutputFormat;
import io.lossbench.cli.terminal.ShownPath;
import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.provenance.Machine;
import io.lossbench.core.suite.InvalidImages;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.SuiteException;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.engine.Libtorch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code doctor}, which says what is wrong with this machine, and what to do. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Checks JDK, engine, libtorch and its binding, devices, datasets and disk: what is wrong"
            + " and what to do. Exit code 3 if lossbench cannot run here.")
public final class DoctorCommand implements Callable<Integer> {
  private static final long LITTLE_DISK = 5L << 30;

  /** How Linux' linker names what a library needs and what is not there. */
  private static final Pattern MISSING_LIBRARY =
      Pattern.compile("([^:\\s]+): cannot open shared object file");

  @Mixin Workspace workspace = new Workspace();

  @Option(names = "--format", description = "text or json.")
  OutputFormat format = OutputFormat.TEXT;

  @Spec @Nullable CommandSpec spec;

  /** One thing that was looked at; {@code status} is ok, warning or error. */
  record Finding(String what, String status, String found, String advice) {}

  private final List<Finding> findings = new ArrayList<>();

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    jdk();
    processor();
    engine();
    disk();
    cache();
    datasets();
    boolean broken = findings.stream().anyMatch(finding -> finding.status().equals("error"));
    if (format == OutputFormat.JSON) {
      out.println(OutputFormat.json(findings));
    } else {
      for (Finding finding : findings) {
        out.printf(
            Locale.ROOT, "%-8s %-26s %s%n", finding.status(), finding.what(), finding.found());
        if (!finding.advice().isEmpty()) {
          out.printf(Locale.ROOT, "%-8s %-26s -> %s%n", "", "", finding.advice());
        }
      }
    }
    return broken ? ExitCode.ENVIRONMENT : ExitCode.OK;
  }

  private void jdk() {
    findings.add(
        new Finding("JDK", "ok", Machine.jdk() + " at " + System.getProperty("java.home"), ""));
  }

  private void processor() {
    int processors = Runtime.getRuntime().availableProcessors();
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    findings.add(
        new Finding(
            "processor",
            "ok",
            Machine.processor() + ", " + processors + " threads, heap up to " + heap + " MiB",
            ""));
  }

  private void engine() {
    try {
      Libtorch libtorch = Libtorch.find();
      String from =
          libtorch
              .path()
              .map(path -> path + " (" + libtorch.variable() + ")")
              .orElse("bundled, for processors");
      String versions =
          from
              + ", version "
              + libtorch.version().orElse("unknown")
              + libtorch.cuda().map(cuda -> " for CUDA " + cuda).orElse("")
              + "; binding for "
              + libtorch.binding();
      findings.add(
          libtorch.fits()
              ? new Finding("libtorch", "ok", versions, "")
              : new Finding(
                  "libtorch",
                  "error",
                  versions,
                  "use libtorch "
                      + libtorch.binding()
                      + ", or put a libdjl_torch.so built against yours beside it"));
      Engine.start(1, CacheFolder.required());
      List<String> cards = Engine.graphicsCards();
      findings.add(new Finding("engine", "ok", Engine.version(), ""));
      findings.add(cards(libtorch, cards, Engine.cardsWithoutCode()));
    } catch (HarnessException | LinkageError e) {
      String cause = rootCause(e);
      Matcher missing = MISSING_LIBRARY.matcher(cause);
      findings.add(
          new Finding(
              "engine",
              "error",
              cause,
              missing.find()
                  ? "install "
                      + missing.group(1)
                      + ", or add its folder to LD_LIBRARY_PATH; without a graphics card unset"
                      + " PYTORCH_FLAVOR and PYTORCH_LIBRARY_PATH"
                  : "see README, GPU"));
    }
  }

  /** What an outer exception hides: which library could not be opened. */
  private static String rootCause(Throwable e) {
    Throwable root = HarnessException.innermost(e);
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  private void cache() {
    Optional<Path> cache = CacheFolder.find();
    findings.add(
        cache.isPresent()
            ? new Finding("cache", "ok", cache.get().toString(), "")
            : new Finding("cache", "error", "there is no home folder", CacheFolder.ADVICE));
  }

  private static Finding cards(Libtorch libtorch, List<String> usable, List<String> without) {
    if (!without.isEmpty()) {
      return new Finding(
          "graphics cards",
          "warning",
          String.join("; ", usable),
          "libtorch for CUDA "
              + libtorch.cuda().orElse("")
              + " has no code for "
              + String.join(", ", without)
              + "; take one built for CUDA 12.8 (docs/guides/gpu.md)");
    }
    if (!usable.isEmpty()) {
      return new Finding("graphics cards", "ok", String.join("; ", usable), "");
    }
    if (!Libtorch.systemHasCard()) {
      return new Finding("graphics cards", "ok", "none", "");
    }
    return new Finding(
        "graphics cards",
        "warning",
        "none usable, although the system has one",
        libtorch.cuda().isEmpty()
            ? "python3 -m venv DIR && DIR/bin/pip install torch=="
                + libtorch.binding()
                + ", then set "
                + Libtorch.ENVIRONMENT
                + "=DIR"
            : "the driver does not offer it to this process: see nvidia-smi, and"
                + " CUDA_VISIBLE_DEVICES if it is set");
  }

  private void disk() {
    try {
      Path place = workspace.results;
      while (place != null && !Files.exists(place)) {
        place = place.getParent();
      }
      Path existing = Objects.requireNonNullElse(place, Workspace.home());
      long free = Files.getFileStore(existing).getUsableSpace();
      boolean writable = Files.isWritable(existing);
      String found =
          String.format(
              Locale.ROOT,
              "%s: %.1f GiB free%s",
              ShownPath.of(workspace.results),
              free / 1073741824.0,
              writable ? "" : ", not writable");
      findings.add(
          new Finding(
              "results folder",
              writable ? (free < LITTLE_DISK ? "warning" : "ok") : "error",
              found,
              writable && free >= LITTLE_DISK ? "" : "choose another folder with --results DIR"));
    } catch (IOException e) {
      findings.add(
          new Finding(
              "results folder",
              "error",
              workspace.results + " (" + e.getMessage() + ")",
              "choose another folder with --results DIR"));
    }
  }

  private void datasets() {
    for (String name : workspace.reader().descriptorNames()) {
      try {
        Settings descriptor = workspace.reader().descriptor(name).orElseThrow();
        Dataset dataset = workspace.loader().open(descriptor, InvalidImages.SKIP);
        String found =
            dataset.train().size()
                + " training and "
                + dataset.test().size()
                + " test images, "
                + dataset.classes().size()
                + " classes";
        boolean complaints = !dataset.problems().isEmpty() || !dataset.notes().isEmpty();
        List<String> details = new ArrayList<>(dataset.notes());
        if (!dataset.problems().isEmpty()) {
          details.add(
              dataset.problems().size()
                  + " broken images, the first: "
                  + dataset.problems().get(0));
        }
        findings.add(
            new Finding(
                "dataset " + name,
                complaints ? "warning" : "ok",
                found,
                String.join("; ", details)));
      } catch (HarnessException | SuiteException e) {
        String[] lines = String.valueOf(e.getMessage()).split("\n");
        findings.add(new Finding("dataset " + name, "warning", found(lines), advice(e, lines)));
      }
    }
  }

  /** The first line, with the folder below it where it ends in the middle of a sentence. */
  private static String found(String[] lines) {
    return lines.length > 1 && lines[0].endsWith(" in")
        ? lines[0] + " " + lines[1].strip()
        : lines[0];
  }

  private String advice(RuntimeException e, String[] lines) {
    return e instanceof SuiteException
        ? "mend its descriptor in " + workspace.datasets
        : lines.length > 1 ? lines[lines.length - 1].strip() : "";
  }
}
