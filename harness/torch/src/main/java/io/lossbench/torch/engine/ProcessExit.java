package io.lossbench.torch.engine;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import org.jspecify.annotations.Nullable;

/**
 * The end of this process by C's {@code _exit}, at once and with nothing run on the way.
 *
 * <p>{@link Runtime#halt} waits for threads in native code and then ends in C's {@code exit}, which
 * destroys the static objects of libtorch under a thread that is still training: a crash (SIGSEGV)
 * and its report instead of an end.
 */
public final class ProcessExit {
  private static volatile @Nullable Function exit;

  private ProcessExit() {}

  /** Looks the function up while there is time for it; before, {@link #now} halts the JVM. */
  static void prepare() {
    try {
      exit = NativeLibrary.getProcess().getFunction("_exit");
    } catch (UnsatisfiedLinkError e) {
      // A system without it: halt is what there is.
    }
  }

  /** Ends the process; what must be closed has to be closed before. */
  public static void now(int status) {
    System.err.flush();
    Function function = exit;
    if (function != null) {
      function.invokeVoid(new Object[] {status});
    }
    Runtime.getRuntime().halt(status);
  }
}
