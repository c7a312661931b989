package io.lossbench.torch.engine;

import ai.djl.engine.EngineException;
import io.lossbench.core.HarnessException;
import io.lossbench.core.provenance.Machine;
import io.lossbench.core.provenance.Provenance;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
   * Refuses a folder that no process could start the engine in, before one tries.
   *
   * @param cache as in {@link #start(int, Path)}
   * @throws HarnessException with what to do
   */
  public static void requireFolder(Path cache) {
    NativeFolder.of(NativeFolder.named().orElse(cache.resolve("engine"))).requireUsable();
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
    Libtorch libtorch = Libtorch.find();
    libtorch.requireFit();
    folder.load(libtorch.select(), Engine::load);
    ProcessExit.prepare();
  }

  private static void load() {
    try {
      ai.djl.engine.Engine.getEngine("PyTorch");
    } catch (EngineException | UnsatisfiedLinkError e) {
      // DJL wraps the linker's sentence, which is the one that matters, into its own.
      throw new HarnessException(
          "the PyTorch engine cannot be loaded; `lossbench doctor` says what to do",
          HarnessException.innermost(e));
    }
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
        gpu ? version() + Cuda.loaded().map(cuda -> ", " + cuda.libraries()).orElse("") : version(),
        gpu ? "gpu" : "cpu",
        gpu ? graphicsCard(Device.index(device)) : Machine.processor(),
        System.getProperty("os.arch", "unknown"),
        threads);
  }

  /** A graphics card and its driver, such as {@code NVIDIA H100 80GB HBM3, driver 580.159.04}. */
  private static String graphicsCard(int index) {
    return Cuda.loaded().map(cuda -> cuda.card(index).name()).orElse("gpu")
        + Cuda.driverVersion().map(version -> ", driver " + version).orElse("");
  }

  /** Graphics cards that can be used, each with its compute capability and memory. */
  public static List<String> graphicsCards() {
    return cards().map(Engine::described).toList();
  }

  /** Graphics cards that this libtorch has no code for. */
  public static List<String> cardsWithoutCode() {
    Libtorch libtorch = Libtorch.find();
    return cards()
        .filter(card -> !libtorch.covers(card.capability()))
        .map(Cuda.Card::name)
        .toList();
  }

  private static Stream<Cuda.Card> cards() {
    return Cuda.loaded().stream()
        .flatMap(cuda -> IntStream.range(0, cuda.cards()).mapToObj(cuda::card));
  }

  private static String described(Cuda.Card card) {
    return String.format(
        Locale.ROOT,
        "%s, compute capability %s, %.0f GiB",
        graphicsCard(card.index()),
        card.capability(),
        card.memoryBytes() / (double) (1L << 30));
  }

  /** Graphics cards that libtorch can use. */
  public static int gpuCount() {
    return Cuda.loaded().map(Cuda::cards).orElse(0);
  }

  /** Lets every operator give the same bits each time, or fail where it cannot. */
  public static void demandDeterminism() {
    Determinism.demand();
  }
}
