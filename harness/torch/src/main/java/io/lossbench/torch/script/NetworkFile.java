package io.lossbench.torch.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A TorchScript archive that somebody else made: what its module is called, which tensors it has,
 * and its code, which the engine compiles. Nothing of it is executed here. Immutable.
 */
public final class NetworkFile {
  private static final int PICKLE_LIMIT = 1 << 26;
  private static final int CODE_LIMIT = 1 << 26;

  private final Path path;
  private final Pickled.Instance root;
  private final Map<String, String> programs;
  private final Map<String, ClassCode> classes;
  private final List<Module> modules = new ArrayList<>();
  private final List<FileTensor> tensors = new ArrayList<>();

  /** Tensors that are tied have the same view, of which the first one counts. */
  private final Map<Pickled.StoredTensor, Pickled.StoredTensor> views = new HashMap<>();

  private final IdentityHashMap<Pickled.StoredTensor, String> names = new IdentityHashMap<>();
  private final IdentityHashMap<Pickled.Stored, Storage> storages = new IdentityHashMap<>();

  /**
   * A tensor of the file that is part of a network's state.
   *
   * @param name from the file's root on, dotted
   * @param trained whether it is a parameter with a gradient; else it is a frozen one or a running
   *     statistic
   */
  public record FileTensor(String name, int[] shape, boolean trained) {}

  /** A module with a mode of its own, by its dotted name, which is empty for the root. */
  record Module(String name, Pickled.Instance instance) {}

  private NetworkFile(Path path, Pickled.Instance root, Map<String, String> programs)
      throws IOException {
    this.path = path;
    this.root = root;
    this.programs = Collections.unmodifiableMap(programs);
    this.classes = new HashMap<>();
    programs.forEach(
        (name, program) ->
            classes.putAll(ClassCode.of(name.replace('/', '.').replaceAll("\\.py$", ""), program)));
    ClassCode code = classes.get(root.type().toString());
    if (code == null) {
      throw new IOException("its code lacks the class " + root.type());
    }
    requireCallable(code.forward());
    walk("", root, Collections.newSetFromMap(new IdentityHashMap<>()));
    requireApart();
    if (tensors.stream().noneMatch(FileTensor::trained)) {
      throw new IOException(
          tensors.isEmpty()
              ? "it has no parameters: a frozen graph (torch.jit.freeze, optimize_for_inference)"
                  + " holds them as constants; save the scripted or traced module itself"
              : "none of its "
                  + tensors.size()
                  + " tensors is trained: requires_grad is off throughout");
    }
  }

  /**
   * Reads a file, the values of its tensors left where they are.
   *
   * @throws IOException if it is no TorchScript archive or cannot be trained, saying why
   */
  public static NetworkFile read(Path path) throws IOException {
    try (ArchiveFile archive = ArchiveFile.open(path)) {
      Map<String, String> programs = new TreeMap<>();
      long size = 0;
      for (String name : archive.names()) {
        if (name.startsWith("code/") && name.endsWith(".py")) {
          byte[] program = archive.bytes(name, CODE_LIMIT - size);
          size += program.length;
          programs.put(
              name.substring("code/".length()), new String(program, StandardCharsets.UTF_8));
        }
      }
      if (programs.isEmpty()) {
        throw new IOException(
            "it has no code: torch.save writes weights or a pickled Python object; save"
                + " torch.jit.script(model) or torch.jit.trace(model, images) with its own"
                + " save(...)");
      }
      requireLittleEndian(archive);
      Pickled value = PickleReader.read(archive.bytes("data.pkl", PICKLE_LIMIT));
      if (!(value instanceof Pickled.Instance root)) {
        throw new IOException("what it holds is no module");
      }
      return new NetworkFile(path, root, TracedModes.givenBack(programs));
    }
  }

  private static void requireLittleEndian(ArchiveFile archive) throws IOException {
    if (archive.names().contains("byteorder")
        && !new String(archive.bytes("byteorder", 16), StandardCharsets.US_ASCII)
            .strip()
            .equals("little")) {
      throw new IOException("its numbers are big-endian");
    }
  }

  /** From the declaration of forward: one tensor in, one tensor out. */
  private static void requireCallable(String forward) throws IOException {
    if (forward.isEmpty()) {
      throw new IOException("its module has no forward(images)");
    }
    int end = forward.lastIndexOf(") -> ");
    String result = forward.substring(end + ") -> ".length()).strip();
    if (!result.equals("Tensor")) {
      throw new IOException(
          "its forward returns " + result + "; it has to return one Tensor for a batch of images");
    }
    String[] arguments = forward.substring(0, end).split(",\\s*");
    long needed = Arrays.stream(arguments).skip(1).filter(each -> !each.contains("=")).count();
    if (arguments.length < 2 || needed != 1 || !arguments[1].strip().endsWith(": Tensor")) {
      throw new IOException(
          "its forward takes " + needed + " arguments, not a batch of images alone");
    }
  }

  private void walk(String name, Pickled.Instance module, Set<Pickled.Instance> walked)
      throws IOException {
    if (!walked.add(module)) {
      return;
    }
    ClassCode code = classes.get(module.type().toString());
    if (code == null) {
      // An object of a class that is no module; the engine knows what to make of it.
      return;
    }
    List<Pickled> attributes = module.attributes().items();
    boolean switched = false;
    for (int i = 0; i < attributes.size(); i += 2) {
      if (!(attributes.get(i) instanceof Pickled.Text text)) {
        throw new IOException("an attribute of " + shown(name) + " has no name");
      }
      String attribute = text.value();
      Pickled value = attributes.get(i + 1);
      String dotted = name.isEmpty() ? attribute : name + "." + attribute;
      if (value instanceof Pickled.Instance child) {
        requireName(dotted, attribute);
        walk(dotted, child, walked);
      } else if (value instanceof Pickled.StoredTensor tensor) {
        requireName(dotted, attribute);
        add(dotted, attribute, tensor, code);
      } else if (attribute.equals("training")) {
        switched = true;
      }
    }
    if (switched) {
      modules.add(new Module(name, module));
    }
  }

  private void add(String name, String attribute, Pickled.StoredTensor tensor, ClassCode code)
      throws IOException {
    boolean parameter = code.parameters().contains(attribute);
    boolean isFloat = tensor.storage().type().equals("FloatStorage");
    if (parameter && tensor.requiresGrad() && !isFloat) {
      throw new IOException(
          "its parameter "
              + name
              + " is not float32 but of a "
              + tensor.storage().type()
              + "; save model.float()");
    }
    if (isFloat && (parameter || code.buffers().contains(attribute))) {
      int[] shape = tensor.shape().stream().mapToInt(Long::intValue).toArray();
      Pickled.StoredTensor first = views.putIfAbsent(tensor, tensor);
      if (first == null) {
        tensors.add(new FileTensor(name, shape, parameter && tensor.requiresGrad()));
        names.put(tensor, name);
      }
    }
  }

  /** Two tensors that share some of their values, but not all, cannot be trained one by one. */
  private void requireApart() throws IOException {
    IdentityHashMap<Pickled.Stored, TreeMap<Long, Pickled.StoredTensor>> byStorage =
        new IdentityHashMap<>();
    for (Pickled.StoredTensor tensor : names.keySet()) {
      Pickled.StoredTensor other =
          byStorage
              .computeIfAbsent(tensor.storage(), key -> new TreeMap<>())
              .put(tensor.offset(), tensor);
      if (other != null && tensor.end() > tensor.offset() && other.end() > other.offset()) {
        throw overlap(other, tensor);
      }
    }
    for (TreeMap<Long, Pickled.StoredTensor> inOrder : byStorage.values()) {
      Pickled.StoredTensor before = null;
      for (Pickled.StoredTensor tensor : inOrder.values()) {
        if (before != null && before.end() > tensor.offset()) {
          throw overlap(before, tensor);
        }
        before = tensor;
      }
    }
  }

  private IOException overlap(Pickled.StoredTensor a, Pickled.StoredTensor b) {
    return new IOException(
        "its tensors "
            + names.get(a)
            + " and "
            + names.get(b)
            + " share a part of their values; give each its own (clone)");
  }

  private static String shown(String name) {
    return name.isEmpty() ? "its root" : name;
  }

  private static void requireName(String dotted, String name) throws IOException {
    if (!name.matches("[^\"\\\\\\p{Cntrl}.]+")) {
      throw new IOException("'" + dotted + "' is no name of a module or tensor");
    }
  }

  /** What of the state lies in the file, in its order. */
  public List<FileTensor> tensors() {
    return List.copyOf(tensors);
  }

  /** Inputs of a linear layer with a bias; empty if there is none of that name. */
  public Optional<Integer> linear(String layer) {
    boolean biased = find(layer + ".bias").filter(bias -> bias.shape().length == 1).isPresent();
    return find(layer + ".weight")
        .filter(weight -> biased && weight.shape().length == 2)
        .map(weight -> weight.shape()[1]);
  }

  /** The names of its linear layers with a bias, in its order. */
  public List<String> linearLayers() {
    return tensors.stream()
        .map(FileTensor::name)
        .filter(name -> name.endsWith(".weight"))
        .map(name -> name.substring(0, name.length() - ".weight".length()))
        .filter(layer -> linear(layer).isPresent())
        .toList();
  }

  private Optional<FileTensor> find(String name) {
    return tensors.stream().filter(tensor -> tensor.name().equals(name)).findFirst();
  }

  List<Module> modules() {
    return modules;
  }

  Pickled.Instance root() {
    return root;
  }

  /** The tensor that a tied one is the same as, or itself. */
  Pickled.StoredTensor first(Pickled.StoredTensor tensor) {
    return views.getOrDefault(tensor, tensor);
  }

  /** Name of a tensor of the state; empty for another one. */
  String name(Pickled.StoredTensor tensor) {
    return names.getOrDefault(first(tensor), "");
  }

  /** The values of a tensor that is none of the state, as they are. */
  Storage storage(Pickled.StoredTensor tensor) {
    return storages.computeIfAbsent(
        tensor.storage(),
        stored ->
            new Storage(
                stored.type(),
                Math.toIntExact(stored.size()),
                () -> {
                  try (ArchiveFile archive = ArchiveFile.open(path)) {
                    return content(archive, stored);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }));
  }

  /** What an archive holds with this file's module in it: code and constants, and their version. */
  Map<String, byte[]> carried() throws IOException {
    Map<String, byte[]> carried = new LinkedHashMap<>();
    programs.forEach(
        (name, program) -> carried.put("code/" + name, program.getBytes(StandardCharsets.UTF_8)));
    try (ArchiveFile archive = ArchiveFile.open(path)) {
      for (String name : archive.names()) {
        if (name.matches("constants\\.pkl|(\\.data/)?version|constants/.*")) {
          carried.put(name, archive.bytes(name, Integer.MAX_VALUE));
        }
      }
    }
    return carried;
  }

  /** A namespace for classes that the file has none in. */
  String freeNamespace() {
    String namespace = "__torch__.lossbench";
    for (int i = 1; programs.containsKey(namespace.replace('.', '/') + ".py"); i++) {
      namespace = "__torch__.lossbench_" + i;
    }
    return namespace;
  }

  /** The values of the tensors of the state, by name, row-major. */
  public Map<String, float[]> values() throws IOException {
    Map<String, float[]> values = new HashMap<>();
    IdentityHashMap<Pickled.Stored, ByteBuffer> files = new IdentityHashMap<>();
    try (ArchiveFile archive = ArchiveFile.open(path)) {
      for (Pickled.StoredTensor view : names.keySet()) {
        ByteBuffer bytes = files.get(view.storage());
        if (bytes == null) {
          bytes = content(archive, view.storage());
          files.put(view.storage(), bytes);
        }
        values.put(String.valueOf(names.get(view)), gathered(view, bytes));
      }
    }
    return values;
  }

  /** The bytes of a storage, whose number is that which its tensors were checked against. */
  private static ByteBuffer content(ArchiveFile archive, Pickled.Stored storage)
      throws IOException {
    long expected =
        Math.multiplyExact(
            storage.size(), (long) Storage.VALUE_BYTES.getOrDefault(storage.type(), 0));
    byte[] bytes = archive.bytes("data/" + storage.key(), expected);
    if (bytes.length != expected) {
      throw new IOException(
          "data/" + storage.key() + " has " + bytes.length + " bytes instead of " + expected);
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static float[] gathered(Pickled.StoredTensor view, ByteBuffer bytes) {
    int rank = view.shape().size();
    int size = view.shape().stream().mapToInt(Long::intValue).reduce(1, (a, b) -> a * b);
    float[] values = new float[size];
    long[] place = new long[rank];
    long at = view.offset();
    for (int i = 0; i < size; i++) {
      values[i] = bytes.getFloat((int) (4 * at));
      for (int axis = rank - 1; axis >= 0; axis--) {
        at += view.strides().get(axis);
        if (++place[axis] < view.shape().get(axis)) {
          break;
        }
        at -= view.strides().get(axis) * view.shape().get(axis);
        place[axis] = 0;
      }
    }
    return values;
  }
}
