package io.lossbench.core.plugin;

import io.lossbench.core.HarnessException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The search for the providers that users' jars name in {@code META-INF/services}. They are found
 * as {@link java.util.ServiceLoader} finds them, but jar by jar, so that a fault is told with its
 * jar and costs no other plugin.
 *
 * @param <P> the service
 */
final class Plugins<P> {
  private final String noun;
  private final String file;
  private final Class<P> service;
  private final List<String> faults = new ArrayList<>();

  private Plugins(String noun, Class<P> service) {
    this.noun = noun;
    this.file = "META-INF/services/" + service.getName();
    this.service = service;
  }

  /**
   * A provider and where it comes from.
   *
   * @param jar its file, or the folder of its class
   */
  record Plugin<P>(P provider, String jar) {
    /** Class and jar, as messages name it. */
    String name() {
      return provider.getClass().getName() + " (" + jar + ")";
    }
  }

  /**
   * Hands every provider that a class loader sees to {@code use}. What it throws, or the plugin
   * itself, leaves the plugin out.
   *
   * @param noun what a plugin brings, such as {@code loss}
   * @return why each plugin that cannot be used is left out, with its jar
   */
  static <P> List<String> forEach(
      String noun, Class<P> service, ClassLoader loader, Consumer<Plugin<P>> use) {
    Plugins<P> plugins = new Plugins<>(noun, service);
    plugins.search(loader, use);
    return List.copyOf(plugins.faults);
  }

  private void search(ClassLoader loader, Consumer<Plugin<P>> use) {
    Set<String> seen = new HashSet<>();
    for (URL services : services(loader)) {
      String jar = jar(services);
      for (String className : classNames(services, jar)) {
        if (!seen.add(className)) {
          continue;
        }
        try {
          P provider =
              Class.forName(className, true, loader)
                  .asSubclass(service)
                  .getConstructor()
                  .newInstance();
          use.accept(new Plugin<>(provider, jar));
        } catch (Exception | Error e) {
          // Whatever a plugin's code throws is its own.
          faults.add(
              "the " + noun + " plugin " + className + " (" + jar + ") is left out: " + reason(e));
        }
      }
    }
  }

  private List<URL> services(ClassLoader loader) {
    try {
      return Collections.list(loader.getResources(file));
    } catch (IOException e) {
      faults.add(noun + " plugins cannot be looked for: " + reason(e));
      return List.of();
    }
  }

  /** The classes that a services file names; {@code #} begins a comment. */
  private List<String> classNames(URL services, String jar) {
    try {
      URLConnection connection = services.openConnection();
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
      faults.add("the " + noun + " plugins of " + jar + " are left out: " + reason(e));
      return List.of();
    }
  }

  private String jar(URL services) {
    String text = services.toString();
    int end = text.indexOf("!/");
    String place = end < 0 ? text.replace("/" + file, "") : text.substring(0, end);
    return place.replaceFirst("^(jar:)?file:", "");
  }

  /** The innermost cause: what the plugin's own code threw, or what is missing. */
  private static String reason(Throwable failure) {
    Throwable cause = HarnessException.innermost(failure);
    String type = cause.getClass().getSimpleName();
    return cause.getMessage() == null ? type : type + ": " + cause.getMessage();
  }
}
