package io.lossbench.torch.engine;

import io.lossbench.core.HarnessException;
import java.util.Locale;

/** A device that computes: the processor, or a graphics card. */
public final class Device {
  /** The processor. */
  public static final Device CPU = new Device(ai.djl.Device.cpu());

  private final ai.djl.Device device;

  private Device(ai.djl.Device device) {
    this.device = device;
  }

  /**
   * The device that a user names: {@code cpu}, {@code gpu}, {@code gpu:1}.
   *
   * @throws HarnessException if there is no such device
   */
  public static Device named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals("cpu")) {
      return CPU;
    }
    int index = index(lower);
    if (index >= Engine.gpuCount()) {
      throw new HarnessException(
          "device '"
              + name
              + "' is not there: the engine sees "
              + Engine.gpuCount()
              + " graphics cards. Run `lossbench doctor`, or use --device cpu.");
    }
    return new Device(ai.djl.Device.gpu(index));
  }

  /** The number of the graphics card that a name such as {@code gpu:1} means. */
  static int index(String name) {
    return name.equals("gpu") ? 0 : Integer.parseInt(name.substring("gpu:".length()));
  }

  public boolean isGpu() {
    return device.isGpu();
  }

  /** Memory in use on a graphics card, whoever uses it, in bytes; 0 for a processor. */
  public long usedBytes() {
    return isGpu() ? Cuda.loaded().map(cuda -> cuda.usedBytes(device.getDeviceId())).orElse(0L) : 0;
  }

  ai.djl.Device inDjl() {
    return device;
  }
}
