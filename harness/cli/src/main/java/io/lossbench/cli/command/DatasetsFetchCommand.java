package io.lossbench.cli.command;

import io.lossbench.cli.launch.Weights;
import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.core.HarnessException;
import io.lossbench.core.fetch.DatasetFile;
import io.lossbench.core.fetch.Download;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code datasets fetch}: the only one that opens a connection. */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    description = {
      "Downloads the files of a dataset, or the datasets and weights of a suite, into the first"
          + " --data folder; checks size and hash, unpacks archives.",
      "An interrupted download goes on where it stopped. The only command that opens a connection."
    })
public final class DatasetsFetchCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME|SUITE",
      description = "Name of a descriptor in datasets/, or a suite's YAML file.")
  String what = "";

  @Mixin Workspace workspace = new Workspace();
  @Spec @Nullable CommandSpec spec;

  private final Download download = new Download(Duration.ofSeconds(60));

  @Override
  public Integer call() throws InterruptedException {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    if (workspace.data.isEmpty()) {
      throw new ParameterException(command.commandLine(), "--data DIR says where the files go");
    }
    Path root = workspace.data.get(0).toAbsolutePath().normalize();
    List<Settings> descriptors = new ArrayList<>();
    if (what.endsWith(".yaml")) {
      Suite suite = workspace.reader().read(Path.of(what), List.of());
      suite.datasets().forEach(dataset -> descriptors.add(dataset.descriptor()));
      for (Suite.Backbone backbone : suite.backbones()) {
        if (Weights.named(backbone.settings()).orElse("").matches("https?://.*")) {
          weights(backbone, root, out, err);
        }
      }
    } else {
      descriptors.add(workspace.descriptor(what));
    }
    for (Settings descriptor : descriptors) {
      if (descriptor.list("files").isEmpty()) {
        out.println(
            descriptor.text("dataset")
                + ": there is nothing to fetch; see "
                + descriptor.text("source"));
      }
      for (Settings file : descriptor.list("files")) {
        fetch(file, root, out, err);
      }
    }
    return ExitCode.OK;
  }

  private void weights(Suite.Backbone backbone, Path root, PrintWriter out, PrintWriter err)
      throws InterruptedException {
    URI url = uri(Weights.named(backbone.settings()).orElseThrow());
    Path file = root.resolve(lastName(url));
    download.fetch(
        new Download.Source(url, OptionalLong.empty(), backbone.settings().text("weights-sha256")),
        file,
        progress(err, url));
    out.println(file + " is there and right");
  }

  private void fetch(Settings settings, Path root, PrintWriter out, PrintWriter err)
      throws InterruptedException {
    URI url = uri(settings.text("url"));
    Path folder = root.resolve(settings.text("to")).normalize();
    if (!folder.startsWith(root)) {
      throw new HarnessException("'" + settings.text("to") + "' leaves the data folder " + root);
    }
    Path file = folder.resolve(lastName(url));
    OptionalLong bytes =
        settings.has("bytes") ? OptionalLong.of(settings.whole("bytes")) : OptionalLong.empty();
    String hash = settings.optionalText("sha256").or(() -> settings.optionalText("md5")).orElse("");
    long maxBytes =
        settings.has("max-bytes") ? settings.whole("max-bytes") : Download.Source.DEFAULT_MAX_BYTES;
    OptionalLong unpackedBytes =
        settings.has("unpacked-bytes")
            ? OptionalLong.of(settings.whole("unpacked-bytes"))
            : OptionalLong.empty();
    DatasetFile.Result result =
        new DatasetFile(
                new Download.Source(url, bytes, hash, maxBytes),
                file,
                settings.flag("unpack"),
                unpackedBytes)
            .fetch(download, progress(err, url));
    if (result.unpackedBefore()) {
      out.println(file.getFileName() + " was fetched and unpacked before");
      return;
    }
    out.println(
        file
            + " is there"
            + (hash.isEmpty() ? "; nothing is published to check it against" : " and right"));
    if (!result.again().isEmpty()) {
      out.println(result.again() + ": unpacked again");
    }
    if (settings.flag("unpack")) {
      out.println("unpacked " + result.unpacked() + " files into " + folder);
    }
  }

  private static URI uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new HarnessException("'" + text + "' is no address", e);
    }
  }

  private static String lastName(URI url) {
    String path = Objects.requireNonNullElse(url.getPath(), "");
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new HarnessException(url + " does not end in a file name");
    }
    return name;
  }

  /** A line every 100 MB. */
  private static LongConsumer progress(PrintWriter err, URI url) {
    return new LongConsumer() {
      private static final long STEP = 100_000_000L;
      private long next = STEP;

      @Override
      public void accept(long bytes) {
        if (bytes >= next) {
          next += STEP;
          err.printf(Locale.ROOT, "%s: %.1f GB%n", url, bytes / 1e9);
          err.flush();
        }
      }
    };
  }
}
