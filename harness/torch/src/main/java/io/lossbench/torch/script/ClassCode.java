package io.lossbench.torch.script;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the code of an archive says of a class of modules.
 *
 * @param parameters names of the tensors that are parameters
 * @param buffers names of those that are kept beside them
 * @param forward its method's arguments and result, as they are declared; empty if it has none
 */
record ClassCode(Set<String> parameters, Set<String> buffers, String forward) {
  private static final Pattern CLASS =
      Pattern.compile("^class (\\w+)\\(Module\\):", Pattern.MULTILINE);
  private static final Pattern LIST =
      Pattern.compile("^  (__parameters__|__buffers__) = \\[(.*)]$", Pattern.MULTILINE);
  private static final Pattern NAME = Pattern.compile("\"([^\"]*)\"");
  private static final Pattern FORWARD =
      Pattern.compile("^  def forward\\((.*?\\) -> .*?):$", Pattern.MULTILINE | Pattern.DOTALL);

  /** The classes of a file, by their names with its name before them. */
  static Map<String, ClassCode> of(String module, String program) {
    List<MatchResult> found = CLASS.matcher(program).results().toList();
    Map<String, ClassCode> classes = new HashMap<>();
    for (int i = 0; i < found.size(); i++) {
      int end = i + 1 < found.size() ? found.get(i + 1).start() : program.length();
      classes.put(
          module + "." + found.get(i).group(1), of(program.substring(found.get(i).start(), end)));
    }
    return classes;
  }

  private static ClassCode of(String body) {
    Set<String> parameters = new LinkedHashSet<>();
    Set<String> buffers = new LinkedHashSet<>();
    Matcher lists = LIST.matcher(body);
    while (lists.find()) {
      Matcher names = NAME.matcher(lists.group(2));
      while (names.find()) {
        (lists.group(1).equals("__parameters__") ? parameters : buffers).add(names.group(1));
      }
    }
    Matcher forward = FORWARD.matcher(body);
    return new ClassCode(parameters, buffers, forward.find() ? forward.group(1) : "");
  }
}
