package io.lossbench.cli.command;

import io.lossbench.cli.launch.CacheFolder;
import io.lossbench.cli.launch.NewFolder;
import io.lossbench.cli.launch.Version;
import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.cli.terminal.OutputFormat;
import io.lossbench.core.HarnessException;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.DatasetLoader;
import io.lossbench.core.dataset.Pixels;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.dataset.format.FeatureFolder;
import io.lossbench.core.file.Digest;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.file.ShellWord;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.Diagnostic;
import io.lossbench.core.suite.InvalidImages;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suggestion;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteReader;
import io.lossbench.core.suite.ValueType;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.script.Normalization;
import io.lossbench.torch.train.Embedder;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code embed}, which makes a dataset of vectors from one of images. */
@Command(
    name = "embed",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a dataset of vectors from one of images, once, with a pretrained backbone: what its"
          + " classifier's last layer sees. An ablation of losses on them takes minutes.",
      "Writes the folder whole or not at all: a matrix, labels, a table of the rows, a descriptor"
          + " and provenance.json."
    })
public final class EmbedCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DATASET", description = "Name of the descriptor in datasets/.")
  String dataset = "";

  @Option(
      names = "--backbone",
      required = true,
      paramLabel = "TYPE",
      description = "The backbone, as `describe backbones` lists it.")
  String type = "";

  @Option(
      names = "--weights",
      required = true,
      paramLabel = "FILE",
      description =
          "Its weights, a .safetensors file under timm's names, or for the backbone torchscript the"
              + " .pt file; looked for in the current folder, the data folders and suites/weights/"
              + " of lossbench.")
  Path weights = Path.of("");

  @Option(
      names = "--normalize",
      required = true,
      description =
          "The input values that the weights expect: none (0..1), imagenet, half (-1..1).")
  Normalization normalization = Normalization.NONE;

  @Option(
      names = "--image-size",
      paramLabel = "N",
      description = "Side of the images in pixels; by default ${DEFAULT-VALUE}.")
  int imageSize = 224;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "The folder to write, which is not there yet.")
  Path out = Path.of("");

  @Option(names = "--name", description = "Name of the new dataset; by default DATASET-features.")
  String name = "";

  @Option(names = "--device", description = "cpu, gpu or gpu:N; by default cpu.")
  String device = "cpu";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads of the engine; by default 1, with which everyone gets the same bits on a"
              + " processor of the same kind.")
  int threads = 1;

  @Mixin Workspace workspace = new Workspace();
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter told = Objects.requireNonNull(spec).commandLine().getOut();
    Settings backbone = backbone();
    String called = name.isEmpty() ? dataset + "-features" : name;
    requireSound(called);
    Settings descriptor = workspace.descriptor(dataset);
    Path file = file();
    try (NewFolder folder = new NewFolder(out)) {
      Dataset images = workspace.loader().open(descriptor, InvalidImages.FAIL);
      if (!(images.train().inputs() instanceof Pixels)) {
        throw new HarnessException("dataset '" + dataset + "' consists of vectors already");
      }
      FeatureFolder features = new FeatureFolder(called, images, descriptor);
      Engine.start(threads, CacheFolder.required());
      try (Embedder embedder =
          new Embedder(
              workspace.extensions().backbones().create(backbone),
              file,
              new Embedder.Input(imageSize, normalization),
              folder.path(),
              Device.named(device))) {
        features.write(
            folder.path(),
            embedder.width(),
            source(images, file),
            channel -> embed(embedder, features, channel));
      } catch (InterruptedIOException e) {
        throw new InterruptedException(e.getMessage());
      }
      Dataset written =
          new DatasetLoader(
                  workspace.extensions().formats(), List.of(folder.path()), Optional.empty())
              .open(
                  new SuiteReader(workspace.extensions().definitions(), folder.path())
                      .descriptor(called)
                      .orElseThrow(),
                  InvalidImages.FAIL);
      DurableFile.write(
          folder.path().resolve("provenance.json"),
          OutputFormat.json(provenance(backbone, images, written, file, folder.path())) + "\n");
      folder.commit();
      told.println(
          "wrote "
              + out
              + ": "
              + features.splits().values().stream().mapToInt(Split::size).sum()
              + " vectors of "
              + written.train().vectors().width()
              + " numbers, dataset "
              + called);
      told.println("fingerprint " + written.fingerprint());
      told.println(
          "use it with --datasets "
              + ShellWord.ofFile(out.toString())
              + ", or with a descriptor of that name in datasets/ and --data "
              + ShellWord.ofFile(out.toString()));
    } catch (IOException e) {
      throw new HarnessException("cannot write " + out, e);
    }
    return ExitCode.OK;
  }

  /** The settings of the backbone: defaults, and the file if it is described by one. */
  private Settings backbone() {
    Map<String, ValueType.Kind> kinds = workspace.extensions().definitions().group("backbones");
    ValueType.Kind kind = kinds.get(type);
    if (kind == null) {
      String close = Suggestion.of(type, kinds.keySet());
      throw wrong(
          "no backbone is called "
              + Diagnostic.quoted(type)
              + (close.isEmpty() ? "" : "; " + close));
    }
    if (!kind.inputs().equals(ValueType.Kind.IMAGES)) {
      throw wrong("the backbone '" + type + "' takes vectors; name one for images");
    }
    Map<String, Object> given =
        kind.keys().containsKey("file")
            ? Map.of("file", String.valueOf(weights.getFileName()))
            : Map.of();
    List<String> required =
        kind.keys().values().stream()
            .filter(ValueType.Key::required)
            .map(ValueType.Key::name)
            .filter(key -> !given.containsKey(key))
            .toList();
    if (!required.isEmpty()) {
      throw wrong(
          "the backbone '"
              + type
              + "' needs "
              + String.join(", ", required)
              + ", which embed cannot be told; name a backbone that needs its type only");
    }
    ValueType.Key own = kind.keys().get("image-size");
    if (own != null
        && own.type() instanceof ValueType.IntegerType sizes
        && !sizes.contains(imageSize)) {
      throw wrong(
          "--image-size "
              + imageSize
              + " is none of the backbone '"
              + type
              + "'; allowed: "
              + own.type().range());
    }
    return kind.settings(given).orElseThrow().with("image-size", imageSize);
  }

  private void requireSound(String called) {
    if (!Suite.isName(called)) {
      throw wrong(Diagnostic.quoted(called) + " is no name: letters, digits, points, _ and -");
    }
    if (imageSize < 8 || imageSize > 2048) {
      throw wrong("--image-size is 8 to 2048, not " + imageSize);
    }
    ResourceOptions.resources(
        Objects.requireNonNull(spec).commandLine(),
        List.of(device),
        Optional.of(1),
        Optional.of(threads));
  }

  private CommandLine.ParameterException wrong(String message) {
    return new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }

  private Path file() {
    List<Path> candidates =
        Stream.concat(
                Stream.of(weights.toAbsolutePath().normalize()),
                workspace.weightsRoots().stream().map(root -> root.resolve(weights).normalize()))
            .distinct()
            .toList();
    return candidates.stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new HarnessException(
                    "there are no weights "
                        + weights
                        + "; looked for\n  "
                        + String.join("\n  ", candidates.stream().map(Path::toString).toList())));
  }

  private static void embed(Embedder embedder, FeatureFolder features, WritableByteChannel channel)
      throws IOException {
    for (Split split : features.splits().values()) {
      try {
        embedder.embed(split, vectors -> DurableFile.floats(channel, vectors));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("stopped");
      }
    }
  }

  private String source(Dataset images, Path file) throws IOException {
    return images.name()
        + " (fingerprint "
        + images.fingerprint()
        + ") through "
        + type
        + ", weights "
        + file.getFileName()
        + " (SHA-256 "
        + Digest.ofFile(file)
        + "), "
        + imageSize
        + " pixels, normalize "
        + normalization.name().toLowerCase(Locale.ROOT);
  }

  /** How the vectors came about: what decides over their bits, and what they hash to. */
  private Map<String, Object> provenance(
      Settings backbone, Dataset images, Dataset written, Path file, Path folder)
      throws IOException {
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("dataset", images.name());
    provenance.put("datasetFingerprint", images.fingerprint());
    provenance.put("notes", images.notes());
    provenance.put("backbone", backbone.asMap());
    provenance.put("weights", String.valueOf(file.getFileName()));
    provenance.put("weightsSha256", Digest.ofFile(file));
    provenance.put("normalize", normalization.name().toLowerCase(Locale.ROOT));
    provenance.put("numericsVersion", Trial.NUMERICS_VERSION);
    provenance.put("terms", Engine.terms(Version.number(), device, threads));
    provenance.put("fingerprint", written.fingerprint());
    Map<String, String> hashes = new LinkedHashMap<>();
    try (var files = Files.list(folder)) {
      for (Path each : files.sorted().toList()) {
        hashes.put(String.valueOf(each.getFileName()), Digest.ofFile(each));
      }
    }
    provenance.put("files", hashes);
    return provenance;
  }
}
