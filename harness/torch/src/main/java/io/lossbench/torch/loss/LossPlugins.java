package io.lossbench.torch.loss;

import io.lossbench.core.HarnessException;
import io.lossbench.core.suite.Definitions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The losses that users' jars bring by {@code META-INF/services}, as {@link
 * java.util.ServiceLoader} finds them, but jar by jar, so that a fault is told with its jar and
 * costs no other plugin.
 *
 * @param byName the usable plugins by the name of their loss
 * @param definitions the suite language with these losses
 * @param faults why each plugin that cannot be used is left out, with its jar
 */
record LossPlugins(Map<String, Plugin> byName, Definitions definitions, List<String> faults) {
  private static final String SERVICE = "META-INF/services/" + LossProvider.class.getName();

  /**
   * A provider and where it comes from.
   *
   * @param jar its file, or the folder of its class
   */
  record Plugin(LossProvider provider, String jar) {
    /** Class and jar, as messages name it. */
    String name() {
      return provider.getClass().getName() + " (" + jar + ")";
    }
  }

  /** Finds all that a class loader sees. */
  static LossPlugins of(ClassLoader loader, Definitions builtIn) {
    Map<String, Plugin> byName = new LinkedHashMap<>();
    List<String> faults = new ArrayList<>();
    Definitions definitions = builtIn;
    Set<String> seen = new LinkedHashSet<>();
    for (URL file : services(loader, faults)) {
      String jar = jar(file);
      for (String className : classNames(file, jar, faults)) {
        if (!seen.add(className)) {
          continue;
        }
        try {
          LossProvider provider =
              Class.forName(className, true, loader)
                  .asSubclass(LossProvider.class)
                  .getConstructor()
                  .newInstance();
          Definitions extended = definitions.with("losses", provider.definition());
          Set<String> names = new LinkedHashSet<>(extended.group("losses").keySet());
          names.removeAll(definitions.group("losses").keySet());
          names.forEach(name -> byName.put(name, new Plugin(provider, jar)));
          definitions = extended;
        } catch (Exception | Error e) {
          // Whatever a plugin's code throws is its own.
          faults.add("the loss plugin " + className + " (" + jar + ") is left out: " + reason(e));
        }
      }
    }
    return new LossPlugins(Collections.unmodifiableMap(byName), definitions, List.copyOf(faults));
  }

  private static List<URL> services(ClassLoader loader, List<String> faults) {
    try {
      return Collections.list(loader.getResources(SERVICE));
    } catch (IOException e) {
      faults.add("loss plugins cannot be looked for: " + reason(e));
      return List.of();
    }
  }

  /** The classes that a services file names; {@code #} begins a comment. */
  private static List<String> classNames(URL file, String jar, List<String> faults) {
    try {
      URLConnection connection = file.openConnection();
      connection.setUseCaches(false);
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
        return lines
            .lines()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> !line.isEmpty())
            .toList();
      }
    } catch (IOException | RuntimeException e) {
      faults.add("the loss plugins of " + jar + " are left out: " + reason(e));
      return List.of();
    }
  }

  private static String jar(URL file) {
    String text = file.toString();
    int end = text.indexOf("!/");
    String place = end < 0 ? text.replace("/" + SERVICE, "") : text.substring(0, end);
    return place.replaceFirst("^(jar:)?file:", "");
  }

  /** The innermost cause: what the plugin's own code threw, or what is missing. */
  static String reason(Throwable failure) {
    Throwable cause = HarnessException.innermost(failure);
    String type = cause.getClass().getSimpleName();
    return cause.getMessage() == null ? type : type + ": " + cause.getMessage();
  }
}
