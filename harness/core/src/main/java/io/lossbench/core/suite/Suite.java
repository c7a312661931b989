package io.lossbench.core.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A validated suite with every default filled in and every axis unfolded.
 *
 * @param losses variants in the order of the document; an axis gives {@code asl@gamma-neg=2}
 * @param timeout seconds after which a trial is ended
 * @param baseline the variant that the others are compared with
 * @param resolved the document with its defaults, as {@code plan} prints it
 */
public record Suite(
    String name,
    String description,
    long seed,
    int repetitions,
    List<Dataset> datasets,
    List<Backbone> backbones,
    List<Loss> losses,
    double timeout,
    String baseline,
    Settings resolved) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /** Variants of losses that a suite can have; each is a column of its report. */
  static final int MAX_VARIANTS = 1_000;

  /** Trials that a suite can have. */
  static final int MAX_TRIALS = 100_000;

  public Suite {
    datasets = List.copyOf(datasets);
    backbones = List.copyOf(backbones);
    losses = List.copyOf(losses);
  }

  /**
   * Whether a text can name a suite, a dataset, a backbone or a loss, and a file: letters, digits,
   * {@code . _ -}, starting with a letter or digit.
   */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /**
   * A dataset of the suite.
   *
   * @param descriptor the descriptor's settings, the suite's {@code set} applied
   * @param overrides {@code train} and {@code evaluate} settings for this dataset only
   */
  public record Dataset(String name, Settings descriptor, Settings overrides) {}

  /**
   * A backbone of the suite; {@code settings} has {@code type}, and for images {@code image-size}.
   */
  public record Backbone(String name, Settings settings, Settings overrides) {}

  /** A loss variant; {@code settings} has {@code type} and one value for each parameter. */
  public record Loss(String name, Settings settings) {
    /** The name under which the suite has it, without what axes have made of it. */
    public String entry() {
      int axes = name.indexOf('@');
      return axes < 0 ? name : name.substring(0, axes);
    }
  }

  /**
   * The section {@code train} or {@code evaluate} as it holds for one dataset with one backbone.
   */
  public Settings section(String section, Dataset dataset, Backbone backbone) {
    Settings settings = resolved.settings(section);
    for (Settings overrides : List.of(dataset.overrides(), backbone.overrides())) {
      if (overrides.has(section)) {
        settings = settings.overriddenBy(overrides.settings(section));
      }
    }
    return settings;
  }

  /** How the settings of the losses are searched; empty for a suite that is not tuned. */
  public Optional<TuneSettings> tune() {
    return resolved.has("tune")
        ? Optional.of(new TuneSettings(resolved.settings("tune")))
        : Optional.empty();
  }

  /** This suite, resolved otherwise. */
  Suite withResolved(Settings settings) {
    return new Suite(
        name,
        description,
        seed,
        repetitions,
        datasets,
        backbones,
        losses,
        timeout,
        baseline,
        settings);
  }

  /** The product of the axes, without making it. */
  static long variants(Settings written) {
    long product = 1;
    for (Object value : written.asMap().values()) {
      if (value instanceof List<?> axis) {
        product = axis.size() > Long.MAX_VALUE / product ? Long.MAX_VALUE : product * axis.size();
      }
    }
    return product;
  }

  /** One variant for each combination of the axes' values, the first axis varying slowest. */
  static List<Loss> unfold(String name, Settings written) {
    List<Loss> variants = new ArrayList<>();
    variants.add(new Loss(name, written));
    for (Map.Entry<String, Object> entry : written.asMap().entrySet()) {
      if (entry.getValue() instanceof List<?> axis) {
        List<Loss> unfolded = new ArrayList<>();
        for (Loss variant : variants) {
          for (Object value : axis) {
            String separator = variant.name().equals(name) ? "@" : ",";
            String label = separator + entry.getKey() + "=" + shortText(value);
            Map<String, Object> settings = new LinkedHashMap<>(variant.settings().asMap());
            settings.put(entry.getKey(), value);
            unfolded.add(new Loss(variant.name() + label, Settings.of(settings)));
          }
        }
        variants = unfolded;
      }
    }
    return variants;
  }

  private static String shortText(Object value) {
    return value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e9
        ? String.valueOf(number.longValue())
        : String.valueOf(value);
  }
}
