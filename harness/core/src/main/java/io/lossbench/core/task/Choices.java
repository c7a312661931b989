package io.lossbench.core.task;

import java.util.Map;

/**
 * The choices of a suite's {@code evaluate} section, of which a task reads those that change what
 * its metrics mean.
 */
public interface Choices {
  /** A choice that is a whole number. */
  int integer(String key);

  /** A choice that is a number. */
  double number(String key);

  /** All of them, as plain values by name. */
  Map<String, Object> asMap();
}
