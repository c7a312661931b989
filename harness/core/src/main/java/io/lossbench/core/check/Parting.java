package io.lossbench.core.check;

import io.lossbench.core.ledger.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A quantity of an epoch that two trainings of one trial have differently.
 *
 * @param epoch from 1
 */
public record Parting(int epoch, String quantity, double before, double now) {

  /**
   * All of them, by epoch; within one in the order in which one quantity follows from the other.
   * What one training has and the other has not counts as NaN.
   */
  static List<Parting> all(Outcome before, Outcome now) {
    List<Parting> partings = new ArrayList<>();
    int epochs = Math.min(before.epochs().size(), now.epochs().size());
    for (int e = 0; e < epochs; e++) {
      Map<String, Double> was = quantities(before.epochs().get(e));
      Map<String, Double> is = quantities(now.epochs().get(e));
      Set<String> names = new LinkedHashSet<>(was.keySet());
      names.addAll(is.keySet());
      for (String name : names) {
        double a = was.getOrDefault(name, Double.NaN);
        double b = is.getOrDefault(name, Double.NaN);
        if (Double.compare(a, b) != 0) {
          partings.add(new Parting(e + 1, name, a, b));
        }
      }
    }
    return partings;
  }

  private static Map<String, Double> quantities(Outcome.Epoch epoch) {
    Map<String, Double> quantities = new LinkedHashMap<>();
    quantities.put("learning rate", epoch.learningRate());
    quantities.put("training loss", epoch.trainLoss());
    quantities.putAll(epoch.tracked());
    quantities.put("raw", epoch.raw());
    quantities.put("ema", epoch.ema());
    quantities.put("raw on validation", epoch.validationRaw());
    quantities.put("ema on validation", epoch.validationEma());
    return quantities;
  }

  /** The parting in a sentence, with every digit. */
  public String sentence() {
    return "epoch " + epoch + ": " + quantity + " was " + before + ", is " + now;
  }
}
