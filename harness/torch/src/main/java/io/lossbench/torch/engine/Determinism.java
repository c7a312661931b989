package io.lossbench.torch.engine;

import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.lossbench.core.HarnessException;
import java.nio.file.Path;

/**
 * The switches of {@code torch.use_deterministic_algorithms(True)}, which DJL does not offer: set
 * in libtorch's global context, under the functions' C++ names.
 *
 * <p>cuBLAS takes its part from {@code CUBLAS_WORKSPACE_CONFIG}, which must stand in the
 * environment before libtorch is loaded.
 */
final class Determinism {
  private static final byte YES = 1;
  private static final byte NO = 0;

  private Determinism() {}

  /**
   * Lets every operator take a deterministic algorithm, or fail where it has none.
   *
   * @throws HarnessException if this libtorch does not have the switches
   */
  static void demand() {
    Path library = Path.of(LibUtils.getLibtorchPath(), System.mapLibraryName("torch_cpu"));
    try {
      NativeLibrary torch = NativeLibrary.getInstance(library.toString());
      Pointer context = torch.getFunction("_ZN2at13globalContextEv").invokePointer(new Object[0]);
      call(torch, "_ZN2at7Context26setDeterministicAlgorithmsEbb", context, YES, NO);
      call(torch, "_ZN2at7Context21setDeterministicCuDNNEb", context, YES);
      // It would fill every new tensor with NaN, to find those who read what nobody wrote.
      call(torch, "_ZN2at7Context39setDeterministicFillUninitializedMemoryEb", context, NO);
    } catch (UnsatisfiedLinkError e) {
      throw new HarnessException(
          "libtorch in "
              + library.getParent()
              + " cannot be asked for deterministic algorithms; use the libtorch that `lossbench"
              + " doctor` names, or set train.deterministic: false",
          e);
    }
  }

  private static void call(NativeLibrary torch, String function, Object... arguments) {
    torch.getFunction(function).invokeVoid(arguments);
  }
}
