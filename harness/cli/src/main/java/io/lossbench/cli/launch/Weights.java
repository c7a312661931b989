package io.lossbench.cli.launch;

import io.lossbench.core.HarnessException;
import io.lossbench.core.file.Digest;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suite;
import io.lossbench.torch.backbone.Backbones;
import io.lossbench.torch.train.NetworkFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of pretrained weights that backbones start from, by the backbone's name. */
public final class Weights {
  private final Map<String, Settings> backbones;
  private final List<Path> roots;

  private Weights(Map<String, Settings> backbones, List<Path> roots) {
    this.backbones = backbones;
    this.roots = roots;
  }

  /**
   * The weights of a suite.
   *
   * @param roots folders to look for them in, after the current one
   */
  public static Weights of(Suite suite, List<Path> roots) {
    Map<String, Settings> backbones = new LinkedHashMap<>();
    for (Suite.Backbone backbone : suite.backbones()) {
      if (named(backbone.settings()).isPresent()) {
        backbones.put(backbone.name(), backbone.settings());
      }
    }
    return new Weights(backbones, List.copyOf(roots));
  }

  /**
   * Of a suite's weights only those that are networks at the same time: of a miniature, which
   * starts at random else.
   */
  public static Weights ofMiniature(Suite suite, List<Path> roots) {
    Weights all = of(suite, roots);
    all.backbones.values().removeIf(backbone -> !backbone.has("file"));
    return all;
  }

  /** The path or address of what a backbone starts from: weights, or a network with its weights. */
  public static Optional<String> named(Settings backbone) {
    return backbone.optionalText("weights").or(() -> backbone.optionalText("file"));
  }

  /**
   * The file that a backbone starts from; empty for random weights.
   *
   * @throws HarnessException if the file is not there, naming the places that were looked at
   */
  public Optional<Path> file(String backbone) {
    Settings settings = backbones.get(backbone);
    if (settings == null) {
      return Optional.empty();
    }
    // An address is fetched by `datasets fetch`, never by a run.
    String named = named(settings).orElseThrow();
    boolean address = named.matches("https?://.*");
    String file = address ? named.substring(named.lastIndexOf('/') + 1) : named;
    List<Path> candidates = new ArrayList<>();
    if (!address) {
      candidates.add(Path.of(file).toAbsolutePath().normalize());
    }
    roots.forEach(root -> candidates.add(root.resolve(file).normalize()));
    Optional<Path> found = candidates.stream().filter(Files::isRegularFile).findFirst();
    if (found.isEmpty()) {
      throw new HarnessException(
          "the weights of backbone '"
              + backbone
              + "' are missing; looked for\n  "
              + String.join("\n  ", candidates.stream().map(Path::toString).distinct().toList())
              + (address
                  ? "\nFetch them with `lossbench datasets fetch SUITE --data DIR`."
                  : "\nSay where they lie with --data DIR or the variable LOSSBENCH_DATA."));
    }
    return found;
  }

  /** SHA-256 that the suite expects of a backbone's weights; empty if it does not say. */
  Optional<String> expectedSha256(String backbone) {
    return Optional.ofNullable(backbones.get(backbone))
        .flatMap(settings -> settings.optionalText("weights-sha256"));
  }

  /**
   * SHA-256 of a backbone's weights; empty for random ones.
   *
   * @throws HarnessException if the file is not there, no network where it has to be one, or not
   *     what the suite expects
   */
  Optional<String> sha256(String backbone) {
    Optional<Path> file = file(backbone);
    Settings settings = backbones.get(backbone);
    if (file.isPresent() && settings != null && settings.has("file")) {
      NetworkFiles.requireReadable(Backbones.onClasspath().create(settings), file.get());
    }
    Optional<String> found = file.map(Weights::hash);
    Optional<String> expected = expectedSha256(backbone);
    if (expected.isPresent() && !expected.equals(found)) {
      throw new HarnessException(
          "the weights "
              + file.orElseThrow()
              + " of backbone '"
              + backbone
              + "' hash to "
              + found.orElseThrow()
              + ", the suite expects "
              + expected.get());
    }
    return found;
  }

  private static String hash(Path file) {
    try {
      return Digest.ofFile(file);
    } catch (IOException e) {
      throw new HarnessException("cannot read the weights " + file, e);
    }
  }
}
