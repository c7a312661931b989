package io.lossbench.core.task;

import java.util.List;
import java.util.Map;

/**
 * Predictions judged by the truth.
 *
 * @param metrics by name, in the order of their columns; in percent unless {@link Metric#range} is
 *     another
 * @param perClass the task's metric of one class, in percent; NaN for a class with nothing to judge
 */
public record Judgement(Map<String, Double> metrics, List<Double> perClass) {}
