package io.lossbench.core.provenance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine says about itself. */
public final class Machine {
  private Machine() {}

  /** The processor's name, or its architecture where the system does not tell. */
  public static String processor() {
    return field(Path.of("/proc/cpuinfo"), "model name", System.getProperty("os.arch", "unknown"));
  }

  /** Most memory this process has held so far, in bytes; 0 where the system does not tell. */
  public static long peakMemoryBytes() {
    String kibibytes = field(Path.of("/proc/self/status"), "VmHWM", "0").replace("kB", "").strip();
    return Long.parseLong(kibibytes) * 1024;
  }

  /** Forgets that peak, where the system can: a worker of several trials tells that of each. */
  public static void forgetPeakMemory() {
    try {
      Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    } catch (IOException e) {
      // Then it is the peak of all of them.
    }
  }

  public static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  public static String os() {
    return System.getProperty("os.name") + " " + System.getProperty("os.version");
  }

  public static String jdk() {
    return System.getProperty("java.vm.name") + " " + System.getProperty("java.version");
  }

  private static String field(Path file, String name, String otherwise) {
    if (!Files.isReadable(file)) {
      return otherwise;
    }
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      return otherwise;
    }
  }
}
