package io.lossbench.core.suite;

import io.lossbench.core.suite.ValueType.Kind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What ties a detector to its backbone's feature maps, and to the losses of its suite. */
final class DetectorRules {
  private DetectorRules() {}

  static void check(Suite suite, Definitions definitions, DocumentReader reader) {
    List<Suite.Backbone> carriers =
        suite.backbones().stream().filter(each -> each.settings().has("detector")).toList();
    for (Suite.Backbone backbone : carriers) {
      String path = "backbones." + backbone.name() + ".detector";
      Settings detector = backbone.settings().settings("detector");
      checkGroups(path, detector, reader);
      checkStrides(
          path + ".strides",
          detector.integers("strides"),
          Objects.requireNonNull(
              definitions.group("backbones").get(backbone.settings().text("type"))),
          reader);
    }
    if (!carriers.isEmpty()) {
      checkLosses(suite, definitions, carriers.get(0), reader);
    }
  }

  private static void checkGroups(String path, Settings detector, DocumentReader reader) {
    if (detector.integer("channels") % detector.integer("groups") != 0) {
      reader.faultAt(
          path + ".groups",
          detector.integer("channels")
              + " channels cannot be divided into "
              + detector.integer("groups")
              + " groups",
          "take a number that divides them");
    }
  }

  private static void checkStrides(
      String path, List<Integer> strides, Kind backbone, DocumentReader reader) {
    boolean rise = !strides.isEmpty();
    for (int i = 1; i < strides.size(); i++) {
      rise &= strides.get(i) > strides.get(i - 1);
    }
    if (!rise) {
      reader.faultAt(
          path,
          "the strides " + strides + " do not rise",
          "name the finest feature map first, such as [8, 16, 32]");
      return;
    }
    List<Integer> known = backbone.strides();
    if (known.isEmpty()) {
      return;
    }
    String maps = "the feature maps of " + backbone.name() + " have strides " + known;
    Optional<Integer> missing = strides.stream().filter(each -> !known.contains(each)).findFirst();
    int coarsest = known.get(known.size() - 1);
    if (missing.isPresent()) {
      reader.faultAt(path, "no feature map of stride " + missing.get() + " for the detector", maps);
    } else if (strides.get(strides.size() - 1) != coarsest) {
      reader.faultAt(
          path,
          "the strides " + strides + " leave out the layers of the backbone behind them",
          maps + "; end with " + coarsest);
    }
  }

  /** Points of feature maps have no frequency that a class could be weighed by. */
  private static void checkLosses(
      Suite suite, Definitions definitions, Suite.Backbone carrier, DocumentReader reader) {
    Set<String> told = new LinkedHashSet<>();
    for (Suite.Loss loss : suite.losses()) {
      if (told.add(loss.entry())) {
        counting(loss.settings(), definitions)
            .ifPresent(
                setting ->
                    reader.faultAt(
                        "losses." + loss.entry() + setting,
                        "it weighs classes by how many training images have them, which the detector"
                            + " of backbone '"
                            + carrier.name()
                            + "' does not tell it",
                        setting.isEmpty() ? "take another loss" : "take it out"));
      }
    }
  }

  /** The setting that counts labels, with a point before it; the empty text for the loss itself. */
  private static Optional<String> counting(Settings loss, Definitions definitions) {
    Kind kind = Objects.requireNonNull(definitions.group("losses").get(loss.text("type")));
    if (kind.countsLabels()) {
      return Optional.of("");
    }
    return kind.keys().entrySet().stream()
        .filter(key -> loss.has(key.getKey()))
        .filter(
            key ->
                key.getValue().type() instanceof ValueType.KindType type
                    && kindOf(definitions.group(type.group()), loss.settings(key.getKey()))
                        .countsLabels())
        .map(key -> "." + key.getKey())
        .findFirst();
  }

  private static Kind kindOf(Map<String, Kind> kinds, Settings settings) {
    return Objects.requireNonNull(kinds.get(settings.text("type")));
  }
}
