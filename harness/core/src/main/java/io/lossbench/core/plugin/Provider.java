package io.lossbench.core.plugin;

import io.lossbench.core.suite.Settings;

/**
 * One thing that users bring to an extension point: a public class with a public constructor
 * without arguments, found by {@link java.util.ServiceLoader}'s rules in any jar on the class path
 * or in {@code plugins/}.
 *
 * @param <T> what the extension point consists of, such as losses
 */
public interface Provider<T> {

  /**
   * The definition of the parameters in the language of {@code definitions.yaml}: {@code NAME:
   * {doc: ..., source: ..., keys: {...}}}, with ranges and defaults. Suites use it as {@code {type:
   * NAME, ...}}. Parameters are validated, completed and explained like those of what comes with
   * lossbench.
   */
  String definition();

  /** The thing itself for validated settings; {@code settings.text("type")} is the name. */
  T create(Settings settings);
}
