package io.lossbench.core.task;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** The registry of the tasks, which {@code META-INF/services} lists. */
public final class Tasks {
  private static final List<Task> ALL =
      ServiceLoader.load(Task.class, Tasks.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .toList();

  private Tasks() {}

  /** All tasks, in the order of their registration. */
  public static List<Task> all() {
    return ALL;
  }

  /**
   * The task of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Task named(String name) {
    return ALL.stream()
        .filter(task -> task.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no task '" + name + "'"));
  }

  /** The task that a loss is made for if its definition names none: the first one. */
  public static Task standard() {
    return ALL.get(0);
  }

  /** The task that is decided by a metric of this name. */
  public static Optional<Task> decidedBy(String metric) {
    return ALL.stream().filter(task -> task.primary().name().equals(metric)).findFirst();
  }

  /** The metrics of all tasks, each once. */
  public static Stream<Metric> metrics(Choices choices) {
    return ALL.stream().flatMap(task -> task.metrics(choices).stream()).distinct();
  }
}
