package io.lossbench.core.task;

import java.util.List;

/**
 * Parts of what is judged that have a metric of their own beside the primary one.
 *
 * @param by what tells them apart, such as the size of objects
 * @param definition what the parts are, a sentence
 * @param parts in the order in which they are shown
 */
public record Breakdown(String by, String definition, List<Part> parts) {
  public Breakdown {
    parts = List.copyOf(parts);
  }

  /**
   * A part.
   *
   * @param name such as {@code small}
   * @param metric the name of the primary metric's value in this part alone
   */
  public record Part(String name, String metric) {}
}
