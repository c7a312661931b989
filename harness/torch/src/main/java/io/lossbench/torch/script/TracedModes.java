package io.lossbench.torch.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The training mode in code that was traced. Tracing writes down what happened, so that batch
 * normalisation and dropout say {@code False} or {@code True} for ever; here they ask their module
 * again. Code that asks anywhere was scripted, and means what it says.
 */
final class TracedModes {
  private static final Pattern ASKS = Pattern.compile("\\bself\\.training\\b");
  private static final Pattern LAYER =
      Pattern.compile("\\btorch\\.(batch_norm|(?:feature_)?(?:alpha_)?dropout_?)\\(");

  /** Places of arguments of {@code torch.batch_norm} and of the dropouts. */
  private static final int RUNNING_MEAN = 3;

  private static final int BATCH_NORM_MODE = 5;
  private static final int DROPOUT_MODE = 2;

  private TracedModes() {}

  /** The programs of an archive with their modes given back. */
  static Map<String, String> givenBack(Map<String, String> programs) {
    if (programs.values().stream().anyMatch(program -> ASKS.matcher(program).find())) {
      return programs;
    }
    Map<String, String> changed = new TreeMap<>();
    programs.forEach((name, program) -> changed.put(name, givenBack(program)));
    return changed;
  }

  private static String givenBack(String program) {
    StringBuilder changed = new StringBuilder();
    Matcher layers = LAYER.matcher(program);
    int copied = 0;
    while (layers.find()) {
      List<int[]> arguments = arguments(program, layers.end());
      boolean norm = layers.group(1).equals("batch_norm");
      int place = norm ? BATCH_NORM_MODE : DROPOUT_MODE;
      if (arguments.size() <= place
          || (norm && text(program, arguments.get(RUNNING_MEAN)).equals("None"))
          || !text(program, arguments.get(place)).matches("True|False")) {
        continue;
      }
      changed.append(program, copied, arguments.get(place)[0]).append(" self.training");
      copied = arguments.get(place)[1];
    }
    return changed.append(program, copied, program.length()).toString();
  }

  private static String text(String program, int[] range) {
    return program.substring(range[0], range[1]).strip();
  }

  /** Beginnings and ends of a call's arguments, from behind its bracket on. */
  private static List<int[]> arguments(String program, int from) {
    List<int[]> arguments = new ArrayList<>();
    int depth = 0;
    int begin = from;
    for (int i = from; i < program.length(); i++) {
      char c = program.charAt(i);
      if (c == '(' || c == '[') {
        depth++;
      } else if (depth > 0 && (c == ')' || c == ']')) {
        depth--;
      } else if (depth == 0 && (c == ',' || c == ')')) {
        arguments.add(new int[] {begin, i});
        begin = i + 1;
        if (c == ')') {
          return arguments;
        }
      }
    }
    return List.of();
  }
}
