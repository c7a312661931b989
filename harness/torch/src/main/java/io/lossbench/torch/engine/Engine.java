package io.lossbench.torch.engine;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.util.cuda.CudaUtils;
import io.lossbench.core.HarnessException;
import io.lossbench.core.provenance.Machine;
import io.lossbench.core.provenance.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The PyTorch engine of this process. */
public final class Engine {
  private Engine() {}

  /**
   * Starts the engine in the folder for native libraries that ENGINE_CACHE_DIR names, as a variable
   * or a property.
   *
   * @throws HarnessException as {@link #start(int, Path)}
   */
  public static void start(int threads) {
    start(
        threads,
        NativeFolder.named()
            .orElseThrow(
                () ->
                    new HarnessException(
                        "no folder for native libraries: set the variable ENGINE_CACHE_DIR")));
  }

  /**
   * Starts the engine with a fixed number of threads; call it before anything else touches the
   * engine.
   *
   * @param cache folder below which native libraries are unpacked, unless the variable
   *     ENGINE_CACHE_DIR or DJL_CACHE_DIR names another
   * @throws HarnessException if the engine cannot be loaded, or only from a folder that others can
   *     write to, with what to do
   */
  public static void start(int threads, Path cache) {
    // The engine would report its use and look for downloads; it does neither unless the user says
    // so.
    System.setProperty("OPT_OUT_TRACKING", "true");
    if (System.getenv("DJL_OFFLINE") == null) {
      System.setProperty("ai.djl.offline", "true");
    }
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    // Without the JIT's own optimizer the first steps compute what the later ones do.
    System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
    NativeFolder folder = NativeFolder.of(NativeFolder.named().orElse(cache.resolve("engine")));
    // DJL would fall back to a folder of a known name below java.io.tmpdir, and JNA likewise.
    System.setProperty("ENGINE_CACHE_DIR", folder.path().toString());
    System.setProperty("DJL_CACHE_DIR", folder.path().toString());
    System.setProperty("jna.tmpdir", folder.path().toString());
    Libtorch.check();
    folder.load(Libtorch.find().binding(), Engine::load);
    ProcessExit.prepare();
  }

  private static void load() {
    try {
      ai.djl.engine.Engine.getEngine("PyTorch");
    } catch (EngineException | UnsatisfiedLinkError e) {
      throw new HarnessException(
          "the PyTorch engine cannot be loaded (" + innermost(e) + "); run `lossbench doctor`");
    }
  }

  /** The sentence that matters: DJL wraps the linker's into its own. */
  private static String innermost(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /** Engine and version, such as {@code PyTorch 2.7.1}. */
  public static String version() {
    return "PyTorch " + ai.djl.engine.Engine.getEngine("PyTorch").getVersion();
  }

  /** What results made here must share with others to be compared. */
  public static Provenance.Terms terms(String lossbench, String device, int threads) {
    boolean gpu = device.startsWith("gpu");
    return new Provenance.Terms(
        lossbench,
        version(),
        gpu ? "gpu" : "cpu",
        gpu ? graphicsCard() : Machine.processor(),
        System.getProperty("os.arch", "unknown"),
        threads);
  }

  /** The first graphics card's name as the driver tells it, or {@code gpu}. */
  private static String graphicsCard() {
    try (var cards = Files.list(Path.of("/proc/driver/nvidia/gpus"))) {
      for (Path card : cards.sorted().toList()) {
        for (String line : Files.readAllLines(card.resolve("information"))) {
          if (line.startsWith("Model:")) {
            return line.substring("Model:".length()).strip();
          }
        }
      }
    } catch (IOException e) {
      // Another system, or no driver that tells.
    }
    return "gpu";
  }

  /** Memory in use on the first graphics card; 0 without one. */
  public static long usedDeviceBytes() {
    return gpuCount() == 0 ? 0 : CudaUtils.getGpuMemory(Device.gpu()).getUsed();
  }

  /** Graphics cards that the engine sees. */
  public static int gpuCount() {
    return ai.djl.engine.Engine.getEngine("PyTorch").getGpuCount();
  }

  /**
   * The device that a user names: {@code cpu}, {@code gpu}, {@code gpu:1}.
   *
   * @throws HarnessException if there is no such device
   */
  public static Device device(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals("cpu")) {
      return Device.cpu();
    }
    int index = lower.equals("gpu") ? 0 : Integer.parseInt(lower.substring("gpu:".length()));
    if (index >= gpuCount()) {
      throw new HarnessException(
          "device '"
              + name
              + "' is not there: the engine sees "
              + gpuCount()
              + " graphics cards. Run `lossbench doctor`, or use --device cpu.");
    }
    return Device.gpu(index);
  }
}
