package io.lossbench.core.plugin;

import io.lossbench.core.HarnessException;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything that suites can name at one extension point: what comes with lossbench, which {@code
 * definitions.yaml} describes, and what users' jars bring, which describe themselves. Both are
 * created the same way. Immutable and thread-safe.
 *
 * @param <T> what the extension point consists of, such as losses
 */
public final class Registry<T> {
  private final String noun;
  private final String group;
  private final Map<String, Function<Settings, T>> byName;
  private final List<String> definitions = new ArrayList<>();
  private final BiFunction<T, String, T> guard;
  private final List<String> faults;

  private <P extends Provider<T>> Registry(
      String noun,
      String group,
      Map<String, Function<Settings, T>> builtIn,
      Class<P> service,
      ClassLoader loader,
      BiFunction<T, String, T> guard) {
    this.noun = noun;
    this.group = group;
    this.byName = new LinkedHashMap<>(builtIn);
    this.guard = guard;
    this.faults = Plugins.forEach(noun, service, loader, this::add);
  }

  /**
   * The built-ins, and the plugins that a class loader sees.
   *
   * @param noun what a plugin brings, for messages, such as {@code loss}
   * @param group in the suite language, such as {@code losses}
   * @param builtIn how each built-in of the group is made, by its name
   * @param service what plugins implement and name in {@code META-INF/services}
   */
  public static <T, P extends Provider<T>> Registry<T> of(
      String noun,
      String group,
      Map<String, Function<Settings, T>> builtIn,
      Class<P> service,
      ClassLoader loader) {
    return of(noun, group, builtIn, service, loader, (created, plugin) -> created);
  }

  /**
   * The same, with a guard around everything that plugins create, so that what their code throws
   * later can be told as theirs.
   *
   * @param guard gets what was created, and the class and the jar of its plugin
   */
  public static <T, P extends Provider<T>> Registry<T> of(
      String noun,
      String group,
      Map<String, Function<Settings, T>> builtIn,
      Class<P> service,
      ClassLoader loader,
      BiFunction<T, String, T> guard) {
    Set<String> defined = Definitions.builtIn().group(group).keySet();
    if (!defined.equals(builtIn.keySet())) {
      throw new IllegalArgumentException(
          "definitions.yaml has the "
              + group
              + " "
              + defined
              + ", built in are "
              + builtIn.keySet());
    }
    return new Registry<>(noun, group, builtIn, service, loader, guard);
  }

  /** Takes a plugin over, or throws what is wrong with it. */
  private void add(Plugins.Plugin<? extends Provider<T>> plugin) {
    String definition = plugin.provider().definition();
    Definitions before = extend(Definitions.builtIn());
    Set<String> names = new LinkedHashSet<>(before.with(group, definition).group(group).keySet());
    names.removeAll(before.group(group).keySet());
    if (names.isEmpty()) {
      throw new IllegalArgumentException("its definition is empty");
    }
    names.forEach(name -> byName.put(name, settings -> created(plugin, settings)));
    definitions.add(definition);
  }

  /** Whether there is one of that type. */
  public boolean has(String type) {
    return byName.containsKey(type);
  }

  /** The group in the suite language, such as {@code losses}. */
  public String group() {
    return group;
  }

  /** The suite language with what users bring here. */
  public Definitions extend(Definitions language) {
    Definitions extended = language;
    for (String definition : definitions) {
      extended = extended.with(group, definition);
    }
    return extended;
  }

  /** Why each plugin that cannot be used is left out, with its jar; empty if all can. */
  public List<String> faults() {
    return faults;
  }

  /**
   * The thing for validated settings, whose {@code type} names it.
   *
   * @throws HarnessException if there is none of that name, or a plugin does not create it, with
   *     the plugin's jar
   */
  public T create(Settings settings) {
    String type = settings.text("type");
    Function<Settings, T> maker = byName.get(type);
    if (maker == null) {
      String left = faults.isEmpty() ? "" : "; " + String.join("; ", faults);
      throw new HarnessException("no " + noun + " of type '" + type + "'" + left);
    }
    return maker.apply(settings);
  }

  private T created(Plugins.Plugin<? extends Provider<T>> plugin, Settings settings) {
    String type = settings.text("type");
    T created;
    try {
      created = plugin.provider().create(settings);
    } catch (RuntimeException | Error e) {
      throw new HarnessException(
          "the "
              + noun
              + " plugin "
              + plugin.name()
              + " does not create its "
              + noun
              + " '"
              + type
              + "'",
          e);
    }
    return guard.apply(required(created, plugin, type), plugin.name());
  }

  private T required(@Nullable T created, Plugins.Plugin<?> plugin, String type) {
    if (created == null) {
      throw new HarnessException(
          "the "
              + noun
              + " plugin "
              + plugin.name()
              + " creates no "
              + noun
              + " for '"
              + type
              + "': null");
    }
    return created;
  }
}
