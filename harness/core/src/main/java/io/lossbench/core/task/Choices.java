package io.lossbench.core.task;

/**
 * The choices of a suite's {@code evaluate} section, of which a task reads those that change what
 * its metrics mean.
 */
public interface Choices {
  /** A choice that is a whole number. */
  int integer(String key);

  /** A choice that is a number. */
  double number(String key);
}
