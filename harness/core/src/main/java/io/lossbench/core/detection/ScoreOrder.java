package io.lossbench.core.detection;

/** Numbers ranked, the highest first; of equal ones the first one first. */
final class ScoreOrder {
  private ScoreOrder() {}

  /** The indices of the numbers in that order. */
  static int[] descending(double[] numbers) {
    int[] order = new int[numbers.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    int[] from = order;
    int[] into = new int[order.length];
    for (int run = 1; run < order.length; run *= 2) {
      for (int start = 0; start < order.length; start += 2 * run) {
        merge(numbers, from, into, start, run);
      }
      int[] free = from;
      from = into;
      into = free;
    }
    return from;
  }

  /** Merges two ordered runs that lie side by side. */
  private static void merge(double[] numbers, int[] from, int[] into, int start, int run) {
    int middle = Math.min(start + run, from.length);
    int end = Math.min(middle + run, from.length);
    int left = start;
    int right = middle;
    for (int at = start; at < end; at++) {
      boolean takeRight =
          left == middle || (right < end && numbers[from[right]] > numbers[from[left]]);
      into[at] = takeRight ? from[right++] : from[left++];
    }
  }
}
