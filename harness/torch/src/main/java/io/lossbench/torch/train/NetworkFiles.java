package io.lossbench.torch.train;

import io.lossbench.core.HarnessException;
import io.lossbench.core.plan.Trial;
import io.lossbench.torch.backbone.Backbone;
import io.lossbench.torch.backbone.FileBackbone;
import io.lossbench.torch.engine.Device;
import io.lossbench.torch.engine.EngineFailure;
import io.lossbench.torch.engine.LoadedArchive;
import io.lossbench.torch.engine.Tensor;
import io.lossbench.torch.engine.Tensors;
import io.lossbench.torch.script.Dtype;
import io.lossbench.torch.script.Network;
import io.lossbench.torch.script.NetworkBuilder;
import io.lossbench.torch.script.NetworkFile;
import io.lossbench.torch.script.ScriptMethod;
import io.lossbench.torch.script.TrainingScript;
import io.lossbench.torch.weights.WeightsFit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Networks from files, tried in the engine before they are trained. */
public final class NetworkFiles {
  private static final int SHOWN_PARAMETERS = 8;

  /** Sizes of images and batches that are tried where those of the suite fail, to say which do. */
  private static final List<Integer> OTHER_SIDES = List.of(224, 32, 64, 96, 128, 256, 299, 384);

  private static final List<Integer> OTHER_BATCHES = List.of(1, 4, 8, 16, 32, 64);

  private final LoadedArchive archive;

  private NetworkFiles(LoadedArchive archive) {
    this.archive = archive;
  }

  /** Whether a backbone is described by a file. */
  public static boolean isNeeded(Backbone backbone) {
    return backbone instanceof FileBackbone;
  }

  /**
   * Refuses what can be seen to be no network without an engine.
   *
   * @param backbone that is described by the file
   * @throws HarnessException as {@link #opened}
   */
  public static void requireReadable(Backbone backbone, Path file) {
    if (backbone instanceof FileBackbone unread) {
      read(unread, file);
    }
  }

  private static FileBackbone read(FileBackbone unread, Path file) {
    try {
      return unread.with(NetworkFile.read(file));
    } catch (IOException e) {
      throw refusal(file, e);
    }
  }

  private static HarnessException refusal(Path file, Exception cause) {
    // Without the cause, whose sentence is told already.
    return new HarnessException(file + " is no network to train: " + cause.getMessage());
  }

  /**
   * A backbone with its file, if it is one that has one, and else as it is.
   *
   * @param file that the suite names
   * @param folder for a temporary file
   * @throws HarnessException if the file is no network that can be trained, saying why
   */
  public static Backbone opened(
      Backbone backbone, Trial trial, Optional<Path> file, Path folder, Device device) {
    if (!(backbone instanceof FileBackbone unread)) {
      return backbone;
    }
    Path path = file.orElseThrow(() -> new HarnessException("the backbone's file is not there"));
    int side = trial.spec().settings("backbone").integer("image-size");
    return opened(
        unread,
        path,
        folder,
        device,
        (tried, network) -> {
          FileBackbone.Output output = tried.output(side);
          tried.requireReached(network, side);
          int evaluated = trial.evaluate().imageSize(side);
          if (evaluated != side && tried.output(evaluated).channels() != output.channels()) {
            throw new HarnessException(
                "it returns vectors of another width for the images of evaluation, which have "
                    + evaluated
                    + " pixels");
          }
          return output;
        });
  }

  /**
   * The same for a backbone that is not trained: no gradient need reach its parameters.
   *
   * @param side of the images in pixels
   * @throws HarnessException if the file is no network for such images, saying why
   */
  static Backbone openedToPredict(
      Backbone backbone, int side, Path file, Path folder, Device device) {
    return backbone instanceof FileBackbone unread
        ? opened(unread, file, folder, device, (tried, network) -> tried.output(side))
        : backbone;
  }

  /** What a network is put to before it is used. */
  @FunctionalInterface
  private interface Test {
    FileBackbone.Output of(NetworkFiles tried, Network network);
  }

  private static Backbone opened(
      FileBackbone unread, Path path, Path folder, Device device, Test test) {
    FileBackbone read = read(unread, path);
    try {
      NetworkBuilder layers = new NetworkBuilder(Dtype.FLOAT32);
      Network network = layers.build(read.features(layers).last());
      float[] state =
          StartingWeights.withFile(network, new float[network.stateSize()], WeightsFit.ALL);
      try (LoadedArchive archive = load(network, state, folder, device)) {
        return read.returning(test.of(new NetworkFiles(archive), network));
      }
    } catch (HarnessException e) {
      throw refusal(path, e);
    }
  }

  private static LoadedArchive load(Network network, float[] state, Path folder, Device device) {
    try {
      return LoadedArchive.load(TrainingScript.trying(network, state), folder, device);
    } catch (EngineFailure e) {
      throw new HarnessException("the engine cannot load it: " + sentence(e));
    }
  }

  private FileBackbone.Output output(int side) {
    long[] shape = ofTwo(side);
    long[] ofThree;
    try {
      ofThree = shape(3, side);
    } catch (EngineFailure e) {
      throw fixedBatch("2", e);
    }
    long[] expected = shape.clone();
    if (expected.length > 0) {
      expected[0] = 3;
    }
    if (shape.length == 0 || shape[0] != 2 || !Arrays.equals(ofThree, expected)) {
      throw new HarnessException(
          "it returns "
              + Arrays.toString(shape)
              + " for 2 images and "
              + Arrays.toString(ofThree)
              + " for 3; a row per image is needed");
    }
    if (shape.length == 2) {
      return new FileBackbone.Output((int) shape[1], 0);
    } else if (shape.length == 4) {
      return new FileBackbone.Output((int) shape[1], Math.max(1, (int) (side / shape[2])));
    }
    throw new HarnessException(
        "it returns "
            + Arrays.toString(shape)
            + " for 2 images; a vector (N x C) or a map (N x C x H x W) of each is needed");
  }

  private long[] ofTwo(int side) {
    try {
      return shape(2, side);
    } catch (EngineFailure e) {
      for (int other : OTHER_BATCHES) {
        if (works(other, side)) {
          throw fixedBatch(Integer.toString(other), e);
        }
      }
      for (int other : OTHER_SIDES) {
        if (works(2, other)) {
          throw new HarnessException(
              "it fails for images of "
                  + side
                  + " pixels and not for those of "
                  + other
                  + ": set image-size to that ("
                  + sentence(e)
                  + ")");
        }
      }
      throw new HarnessException("it fails for 2 images of " + side + " pixels: " + sentence(e));
    }
  }

  private static HarnessException fixedBatch(String works, EngineFailure cause) {
    return new HarnessException(
        "its batch size is fixed: it works for "
            + works
            + " images and not for other numbers, as tracing does where Python computes with"
            + " shapes; use torch.jit.script, or -1 in place of the number of images ("
            + sentence(cause)
            + ")");
  }

  private boolean works(int images, int side) {
    try {
      shape(images, side);
      return true;
    } catch (EngineFailure e) {
      return false;
    }
  }

  private long[] shape(int images, int side) {
    try (Tensors tensors = archive.tensors()) {
      return tensors.call(ScriptMethod.PREDICT, images(tensors, images, side)).get(0).shape();
    }
  }

  private static Tensor images(Tensors tensors, int images, int side) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(images * side * side * 3);
    for (int i = 0; i < bytes.capacity(); i++) {
      bytes.put(i, (byte) (i * 37));
    }
    return tensors.processorBytes(bytes, images, side, side, 3);
  }

  /** Refuses parameters that would never be trained. */
  private void requireReached(Network network, int side) {
    List<String> unreached;
    try (Tensors tensors = archive.tensors()) {
      List<Tensor> flags = tensors.call(ScriptMethod.REACHED, images(tensors, 2, side));
      unreached =
          IntStream.range(0, flags.size())
              .filter(i -> flags.get(i).value() == 0)
              .mapToObj(
                  i -> network.parameters().get(i).name().substring(FileBackbone.NAME.length() + 1))
              .toList();
    } catch (EngineFailure e) {
      throw new HarnessException(
          String.valueOf(e.getMessage()).contains("does not require grad")
              ? "no gradient comes from its output to its parameters: its code detaches them, or"
                  + " was saved under torch.no_grad()"
              : "it fails in training mode: " + sentence(e));
    }
    if (!unreached.isEmpty()) {
      throw new HarnessException(
          "what it returns does not depend on "
              + unreached.size()
              + " of its parameters, such as "
              + String.join(
                  ", ", unreached.subList(0, Math.min(SHOWN_PARAMETERS, unreached.size())))
              + "; save it without them, or with requires_grad off");
    }
  }

  /** What the engine says, without its stack of TorchScript. */
  private static String sentence(EngineFailure failure) {
    List<String> lines = new ArrayList<>();
    for (String line : String.valueOf(failure.getMessage()).split("\n")) {
      if (line.strip().startsWith("RuntimeError:") || line.contains("Error:")) {
        lines.add(line.strip());
      }
    }
    return lines.isEmpty()
        ? String.valueOf(failure.getMessage()).lines().findFirst().orElse("")
        : lines.get(lines.size() - 1);
  }
}
