package io.lossbench.core.task;

import java.util.List;
import java.util.Map;

/**
 * What is right for the images of a split, in numbers.
 *
 * @param sentence the numbers in words, without a full stop
 * @param numbers the same by name
 * @param perClass how often each class occurs
 */
public record TruthSummary(String sentence, Map<String, Number> numbers, List<Integer> perClass) {}
