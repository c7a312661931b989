package io.lossbench.torch.kernel;

import java.lang.module.ModuleFinder;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

/** The Vector API: a module that a JVM must be asked for, where the Java runtime has it. */
public final class Vectors {
  private static final String MODULE = "jdk.incubator.vector";

  private Vectors() {}

  /** The options that start a JVM with it; none if this Java runtime lacks it. */
  public static List<String> jvmOptions() {
    return ModuleFinder.ofSystem().find(MODULE).isPresent()
        ? List.of(
            "--add-modules",
            MODULE,
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=inline," + Vectors.class.getPackageName() + ".VectorMath::*")
        : List.of();
  }

  /** Whether this JVM was started with it. */
  static boolean isPresent() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }

  /** The kernel with vectors, by name, since its class does not load without the module. */
  static BlockKernel kernel() {
    try {
      return Class.forName(Vectors.class.getPackageName() + ".VectorKernel")
          .asSubclass(BlockKernel.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      throw new IllegalStateException("the vector kernel is missing", e);
    }
  }
}
