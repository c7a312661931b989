package io.lossbench.core.plugin;

/** What the jars of {@link RegistryTest} implement. */
public interface ScheduleText extends Provider<String> {}
