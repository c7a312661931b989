package io.lossbench.torch.engine;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The CUDA libraries that libtorch has loaded into this process, asked by their own functions:
 * libtorch may carry libraries that stand on no search path, and the system may have others.
 *
 * <p>Indices are those under {@code CUDA_VISIBLE_DEVICES}, as libtorch counts them.
 */
final class Cuda {
  private static final Path MAPPINGS = Path.of("/proc/self/maps");
  private static final int CAPABILITY_MAJOR = 75;
  private static final int CAPABILITY_MINOR = 76;
  private static final int TEXT = 256;

  private final NativeLibrary runtime;
  private final NativeLibrary driver;

  private Cuda(NativeLibrary runtime, NativeLibrary driver) {
    this.runtime = runtime;
    this.driver = driver;
  }

  /**
   * A graphics card.
   *
   * @param capability compute capability, such as {@code 9.0}
   */
  record Card(int index, String name, String capability, long memoryBytes) {}

  /** The libraries in use; empty where libtorch is one for processors, or there is no driver. */
  static Optional<Cuda> loaded() {
    Optional<Path> runtime = mapped("libcudart");
    if (runtime.isEmpty()) {
      return Optional.empty();
    }
    try {
      NativeLibrary driver = NativeLibrary.getInstance("libcuda.so.1");
      return driver.getFunction("cuInit").invokeInt(new Object[] {0}) == 0
          ? Optional.of(new Cuda(NativeLibrary.getInstance(runtime.get().toString()), driver))
          : Optional.empty();
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty();
    }
  }

  int cards() {
    IntByReference count = new IntByReference();
    return driver("cuDeviceGetCount", count) ? count.getValue() : 0;
  }

  Card card(int index) {
    Memory name = new Memory(TEXT);
    name.clear();
    LongByReference memory = new LongByReference();
    driver("cuDeviceGetName", name, TEXT, index);
    driver("cuDeviceTotalMem_v2", memory, index);
    return new Card(
        index,
        name.getString(0),
        attribute(CAPABILITY_MAJOR, index) + "." + attribute(CAPABILITY_MINOR, index),
        memory.getValue());
  }

  /** Memory in use on a card, whoever uses it, in bytes. */
  long usedBytes(int index) {
    IntByReference before = new IntByReference();
    LongByReference free = new LongByReference();
    LongByReference total = new LongByReference();
    runtime("cudaGetDevice", before);
    runtime("cudaSetDevice", index);
    boolean told = runtime("cudaMemGetInfo", free, total);
    runtime("cudaSetDevice", before.getValue());
    return told ? total.getValue() - free.getValue() : 0;
  }

  /** The libraries that compute on the cards, such as {@code CUDA 12.6, cuDNN 9.5.1}. */
  String libraries() {
    IntByReference version = new IntByReference();
    runtime("cudaRuntimeGetVersion", version);
    String cuda = "CUDA " + version.getValue() / 1000 + "." + version.getValue() % 1000 / 10;
    return mapped("libcudnn")
        .map(file -> NativeLibrary.getInstance(file.toString()))
        .map(cudnn -> cudnn.getFunction("cudnnGetVersion").invokeLong(new Object[0]))
        .map(
            number ->
                String.format(
                    Locale.ROOT,
                    "%s, cuDNN %d.%d.%d",
                    cuda,
                    number / 10000,
                    number % 10000 / 100,
                    number % 100))
        .orElse(cuda);
  }

  /** The driver's version, such as {@code 580.159.04}; empty if it does not tell. */
  static Optional<String> driverVersion() {
    try {
      NativeLibrary management = NativeLibrary.getInstance("libnvidia-ml.so.1");
      Memory text = new Memory(TEXT);
      text.clear();
      if (management.getFunction("nvmlInit_v2").invokeInt(new Object[0]) != 0) {
        return Optional.empty();
      }
      management.getFunction("nvmlSystemGetDriverVersion").invokeInt(new Object[] {text, TEXT});
      management.getFunction("nvmlShutdown").invokeInt(new Object[0]);
      return Optional.of(text.getString(0)).filter(version -> !version.isEmpty());
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty();
    }
  }

  private int attribute(int number, int index) {
    IntByReference value = new IntByReference();
    return driver("cuDeviceGetAttribute", value, number, index) ? value.getValue() : 0;
  }

  private boolean driver(String function, Object... arguments) {
    return driver.getFunction(function).invokeInt(arguments) == 0;
  }

  private boolean runtime(String function, Object... arguments) {
    return runtime.getFunction(function).invokeInt(arguments) == 0;
  }

  /** The file of a library in this process, by the start of its name. */
  private static Optional<Path> mapped(String library) {
    Pattern line = Pattern.compile("^.* (/.*/" + Pattern.quote(library) + "(-[0-9a-f]+)?\\.so.*)$");
    try (var lines = Files.lines(MAPPINGS)) {
      return lines
          .map(line::matcher)
          .filter(Matcher::matches)
          .map(found -> Path.of(found.group(1)))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
