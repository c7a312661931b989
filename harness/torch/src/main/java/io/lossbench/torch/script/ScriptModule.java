package io.lossbench.torch.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A TorchScript module under construction: tensors, submodules and methods. Not thread-safe. */
final class ScriptModule {
  private final Map<String, TensorView> parameters = new LinkedHashMap<>();
  private final Map<String, TensorView> buffers = new LinkedHashMap<>();
  private final Map<String, Object> attributes = new LinkedHashMap<>();
  private final Map<String, ScriptModule> children = new LinkedHashMap<>();
  private @Nullable FilePart file;
  private final List<String> methods = new ArrayList<>();

  /** Puts a parameter at a dotted name, making the submodules on the way. */
  void parameter(String dottedName, TensorView tensor) {
    owner(dottedName).parameters.put(last(dottedName), tensor);
  }

  /** Puts a buffer at a dotted name, making the submodules on the way. */
  void buffer(String dottedName, TensorView tensor) {
    owner(dottedName).buffers.put(last(dottedName), tensor);
  }

  /** A tensor that is neither parameter nor buffer. */
  void attribute(String name, TensorView tensor) {
    attributes.put(name, tensor);
  }

  /** An attribute of type int. */
  void number(String name, int value) {
    attributes.put(name, value);
  }

  /** An attribute of type List[Tensor], empty when loaded. */
  void emptyTensorList(String name) {
    attributes.put(name, List.of());
  }

  /** Takes the module of a file in, one at most. */
  void file(FilePart part) {
    file = part;
  }

  /** Adds methods as text, not indented. */
  void methods(String text) {
    methods.add(text);
  }

  private ScriptModule owner(String dottedName) {
    ScriptModule owner = this;
    String[] names = dottedName.split("\\.");
    for (int i = 0; i < names.length - 1; i++) {
      owner = owner.children.computeIfAbsent(names[i], name -> new ScriptModule());
    }
    return owner;
  }

  private static String last(String dottedName) {
    return dottedName.substring(dottedName.lastIndexOf('.') + 1);
  }

  Map<String, TensorView> parameters() {
    return parameters;
  }

  Map<String, TensorView> buffers() {
    return buffers;
  }

  Map<String, Object> attributes() {
    return attributes;
  }

  Map<String, ScriptModule> children() {
    return children;
  }

  Optional<FilePart> file() {
    return Optional.ofNullable(file);
  }

  List<String> methods() {
    return methods;
  }
}
