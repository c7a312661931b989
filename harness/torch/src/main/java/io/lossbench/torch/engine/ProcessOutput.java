package io.lossbench.torch.engine;

import com.sun.jna.NativeLibrary;
import io.lossbench.core.HarnessException;
import java.nio.file.Path;

/** Where all that this process prints goes, what native libraries and the JVM print included. */
public final class ProcessOutput {
  private static final int WRITE_ONLY = 1;

  private ProcessOutput() {}

  /** Whether this system lets a process send its output elsewhere. */
  public static boolean canBeMoved() {
    return isLinux() || isMac();
  }

  private static boolean isLinux() {
    return System.getProperty("os.name", "").equals("Linux");
  }

  private static boolean isMac() {
    return System.getProperty("os.name", "").startsWith("Mac");
  }

  /**
   * Sends standard output and standard error to the end of a file that is there.
   *
   * @throws HarnessException if it cannot be opened
   */
  public static void appendTo(Path file) {
    System.out.flush();
    System.err.flush();
    NativeLibrary c = NativeLibrary.getProcess();
    int append = isMac() ? 0x8 : 0x400;
    Object[] arguments = {file.toString(), WRITE_ONLY | append};
    int descriptor = c.getFunction("open").invokeInt(arguments);
    if (descriptor < 0) {
      throw new HarnessException("cannot write the log " + file);
    }
    for (int standard = 1; standard <= 2; standard++) {
      c.getFunction("dup2").invokeInt(new Object[] {descriptor, standard});
    }
    c.getFunction("close").invokeInt(new Object[] {descriptor});
  }
}
