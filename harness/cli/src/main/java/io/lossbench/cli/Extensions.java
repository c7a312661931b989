package io.lossbench.cli;

import io.lossbench.core.dataset.Format;
import io.lossbench.core.dataset.format.Formats;
import io.lossbench.core.plugin.Registry;
import io.lossbench.core.suite.Definitions;
import io.lossbench.torch.loss.Losses;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What suites can name at each extension point: what comes with lossbench, and users' jars. */
record Extensions(Losses losses, Registry<Format> formats) {
  static Extensions onClasspath() {
    return new Extensions(Losses.onClasspath(), Formats.onClasspath());
  }

  /** The suite language with what users' jars bring. */
  Definitions definitions() {
    return formats.extend(losses.definitions());
  }

  /** Why plugins are left out, by the group of the suite language that they would extend. */
  Map<String, List<String>> faults() {
    Map<String, List<String>> faults = new LinkedHashMap<>();
    faults.put("losses", losses.faults());
    faults.put("formats", formats.faults());
    return faults;
  }
}
