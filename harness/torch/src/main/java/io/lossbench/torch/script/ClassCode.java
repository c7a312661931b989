package io.lossbench.torch.script;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
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
    Map<String, ClassCode> classes = new HashMap<>();
    Matcher found = CLASS.matcher(program);
    int from = -1;
    String name = "";
    while (true) {
      boolean more = found.find();
      if (from >= 0) {
        String body = program.substring(from, more ? found.start() : program.length());
        classes.put(module + "." + name, of(body));
      }
      if (!more) {
        return classes;
      }
      from = found.start();
      name = found.group(1);
    }
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
