package io.lossbench.torch.script;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A reader of the pickle that a TorchScript archive holds of its module. Pickle is a program for a
 * machine that calls what it names; this one knows the two dozen instructions that PyTorch's writer
 * uses and the few names that go with them, calls nothing, refuses all else, and gives back what
 * stands there. Not thread-safe.
 */
final class PickleReader {
  private static final int DEEPEST = 64;

  /** Of instructions, and of values with those that are referred to counted each time. */
  private static final int MOST = 1 << 21;

  private static final Set<String> FUNCTIONS =
      Set.of(
          "torch.jit._pickle.build_intlist",
          "torch.jit._pickle.build_tensorlist",
          "torch.jit._pickle.build_doublelist",
          "torch.jit._pickle.build_boollist",
          "torch.jit._pickle.restore_type_tag",
          "collections.OrderedDict",
          "torch.device");

  private final ByteBuffer in;
  private final List<Pickled> stack = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Integer, Pickled> memo = new HashMap<>();
  private final Map<String, Pickled.Stored> storages = new HashMap<>();

  private PickleReader(byte[] pickle) {
    this.in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The value of a pickle.
   *
   * @throws IOException if it is damaged, or holds what no TorchScript archive does
   */
  static Pickled read(byte[] pickle) throws IOException {
    PickleReader reader = new PickleReader(pickle);
    Pickled value = reader.value();
    requireTree(value, 0, new int[] {MOST});
    return value;
  }

  private Pickled value() throws IOException {
    if (need(2).get() != (byte) 0x80 || in.get() != 2) {
      throw new IOException("it is no pickle of protocol 2");
    }
    // A few kilobytes of a zip hold instructions whose values take more memory than there is.
    for (int instructions = 0; instructions < MOST; instructions++) {
      int op = need(1).get() & 0xff;
      if (op == '.') {
        Pickled value = pop();
        if (!stack.isEmpty() || in.hasRemaining()) {
          throw new IOException("its pickle does not end with its value");
        }
        return value;
      }
      step(op);
    }
    throw new IOException("its pickle has more than " + MOST + " instructions");
  }

  private void step(int op) throws IOException {
    switch (op) {
      case 'N' -> push(Pickled.Constant.NONE);
      case 0x88 -> push(Pickled.Constant.TRUE);
      case 0x89 -> push(Pickled.Constant.FALSE);
      case 'K' -> push(new Pickled.Whole(need(1).get() & 0xff));
      case 'M' -> push(new Pickled.Whole(need(2).getShort() & 0xffff));
      case 'J' -> push(new Pickled.Whole(need(4).getInt()));
      case 0x8a -> push(new Pickled.Whole(whole(need(1).get() & 0xff)));
      case 'G' ->
          push(new Pickled.Real(Double.longBitsToDouble(Long.reverseBytes(need(8).getLong()))));
      case 'X' -> push(new Pickled.Text(text(need(4).getInt())));
      case 'c' -> push(new Pickled.Global(line(), line()));
      case '(' -> marks.add(stack.size());
      case ')' -> push(new Pickled.Tuple(List.of()));
      case 't' -> push(new Pickled.Tuple(sinceMark()));
      case 0x85, 0x86, 0x87 -> push(new Pickled.Tuple(last(op - 0x84)));
      case ']' -> push(new Pickled.Items());
      case 'a' -> append(last(1));
      case 'e' -> append(sinceMark());
      case '}' -> push(new Pickled.Entries());
      case 's' -> set(last(2));
      case 'u' -> set(sinceMark());
      case 'q' -> memo.put(need(1).get() & 0xff, top());
      case 'r' -> memo.put(need(4).getInt(), top());
      case 'h' -> push(known(need(1).get() & 0xff));
      case 'j' -> push(known(need(4).getInt()));
      case 'Q' -> push(stored(pop()));
      case 'R' -> push(called(pop(), pop()));
      case 0x81 -> push(instance(pop(), pop()));
      case 'b' -> build(pop());
      default ->
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "its pickle has the instruction 0x%02x, which TorchScript never writes",
                  op));
    }
  }

  private ByteBuffer need(int bytes) throws IOException {
    if (bytes < 0 || bytes > in.remaining()) {
      throw new IOException("its pickle ends in the middle");
    }
    return in;
  }

  private long whole(int bytes) throws IOException {
    if (bytes > 8) {
      throw new IOException("its pickle has a whole number of " + bytes + " bytes");
    }
    need(bytes);
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (in.get() & 0xffL) << (8 * i);
    }
    int unused = 64 - 8 * bytes;
    return bytes == 0 ? 0 : value << unused >> unused;
  }

  private String text(int bytes) throws IOException {
    ByteBuffer part = need(bytes).slice(in.position(), bytes);
    in.position(in.position() + bytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(part).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("its pickle has a text that is not UTF-8", e);
    }
  }

  private String line() throws IOException {
    int from = in.position();
    while (need(1).get() != '\n') {
      // up to the end of the line
    }
    int bytes = in.position() - 1 - from;
    in.position(from);
    String line = text(bytes);
    in.get();
    return line;
  }

  private void push(Pickled value) {
    stack.add(value);
  }

  private Pickled top() throws IOException {
    int lowest = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
    if (stack.size() <= lowest) {
      throw new IOException("its pickle takes more values than it has");
    }
    return stack.get(stack.size() - 1);
  }

  private Pickled pop() throws IOException {
    Pickled top = top();
    stack.remove(stack.size() - 1);
    return top;
  }

  private List<Pickled> sinceMark() throws IOException {
    if (marks.isEmpty()) {
      throw new IOException("its pickle ends what it did not begin");
    }
    int from = marks.remove(marks.size() - 1);
    return last(stack.size() - from);
  }

  private List<Pickled> last(int count) throws IOException {
    List<Pickled> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(pop());
    }
    Collections.reverse(values);
    return List.copyOf(values);
  }

  private Pickled known(int number) throws IOException {
    Pickled value = memo.get(number);
    if (value == null) {
      throw new IOException("its pickle refers to value " + number + ", which is none");
    }
    return value;
  }

  private void append(List<Pickled> values) throws IOException {
    if (!(top() instanceof Pickled.Items list)) {
      throw new IOException("its pickle appends to what is no list");
    }
    list.items().addAll(values);
  }

  private void set(List<Pickled> values) throws IOException {
    if (!(top() instanceof Pickled.Entries entries) || values.size() % 2 != 0) {
      throw new IOException("its pickle sets entries of what is no dictionary");
    }
    entries.items().addAll(values);
  }

  /** ('storage', class, key, place, number of elements), the same instance for the same key. */
  private Pickled stored(Pickled id) throws IOException {
    if (id instanceof Pickled.Tuple tuple
        && tuple.items().size() == 5
        && tuple.items().get(1) instanceof Pickled.Global type
        && type.module().equals("torch")
        && tuple.items().get(2) instanceof Pickled.Text key
        && tuple.items().get(4) instanceof Pickled.Whole size) {
      Pickled.Stored storage = new Pickled.Stored(type.name(), key.value(), size.value());
      if (size.value() < 0 || size.value() > Integer.MAX_VALUE) {
        throw new IOException(
            "data/" + key.value() + " is said to have " + size.value() + " values");
      }
      if (!Storage.VALUE_BYTES.containsKey(type.name())) {
        throw new IOException("it holds values of a " + type.name() + ", such as quantized ones");
      }
      Pickled.Stored first = storages.putIfAbsent(key.value(), storage);
      if (first != null && !first.equals(storage)) {
        throw new IOException("two kinds of values are stored in data/" + key.value());
      }
      return first == null ? storage : first;
    }
    throw new IOException("its pickle refers to something stored that is no tensor's values");
  }

  private static Pickled called(Pickled arguments, Pickled function) throws IOException {
    if (!(function instanceof Pickled.Global global)
        || !(arguments instanceof Pickled.Tuple given)) {
      throw new IOException("its pickle calls what is no function");
    }
    if (global.toString().equals("torch._utils._rebuild_tensor_v2")) {
      return tensor(given.items());
    }
    if (global.toString().startsWith("torch._utils._rebuild_")) {
      throw new IOException(
          "it holds a tensor that is not dense float or integer numbers (" + global.name() + ")");
    }
    if (FUNCTIONS.contains(global.toString()) || global.module().startsWith("__torch__")) {
      return new Pickled.Called(global, given);
    }
    throw new IOException("its pickle names " + global + ", which no TorchScript archive does");
  }

  private static Pickled tensor(List<Pickled> arguments) throws IOException {
    if (arguments.size() >= 5
        && arguments.get(0) instanceof Pickled.Stored storage
        && arguments.get(1) instanceof Pickled.Whole offset
        && arguments.get(2) instanceof Pickled.Tuple shape
        && arguments.get(3) instanceof Pickled.Tuple strides
        && arguments.get(4) instanceof Pickled.Constant requiresGrad) {
      Pickled.StoredTensor tensor =
          new Pickled.StoredTensor(
              storage,
              offset.value(),
              wholes(shape),
              wholes(strides),
              requiresGrad == Pickled.Constant.TRUE);
      requireInside(tensor);
      return tensor;
    }
    throw new IOException("its pickle describes a tensor in another way than TorchScript does");
  }

  private static List<Long> wholes(Pickled.Tuple tuple) throws IOException {
    List<Long> wholes = new ArrayList<>();
    for (Pickled item : tuple.items()) {
      if (!(item instanceof Pickled.Whole whole) || whole.value() < 0) {
        throw new IOException("a tensor's shape or strides are no whole numbers");
      }
      wholes.add(whole.value());
    }
    return List.copyOf(wholes);
  }

  /** Every element of the tensor is one of its storage. */
  private static void requireInside(Pickled.StoredTensor tensor) throws IOException {
    if (tensor.shape().size() != tensor.strides().size() || tensor.offset() < 0) {
      throw new IOException("a tensor has another number of extents than of strides");
    }
    try {
      long elements = 1;
      long last = tensor.offset();
      for (int i = 0; i < tensor.shape().size(); i++) {
        long extent = tensor.shape().get(i);
        elements = Math.multiplyExact(elements, extent);
        last =
            Math.addExact(
                last, Math.multiplyExact(Math.max(0, extent - 1), tensor.strides().get(i)));
      }
      Math.toIntExact(elements);
      if (elements > 0 && last >= tensor.storage().size()) {
        throw new IOException(
            "a tensor " + tensor.shape() + " reaches beyond data/" + tensor.storage().key());
      }
    } catch (ArithmeticException e) {
      throw new IOException("a tensor " + tensor.shape() + " is too large", e);
    }
  }

  private static Pickled instance(Pickled arguments, Pickled type) throws IOException {
    if (type instanceof Pickled.Global global
        && (global.module() + ".").startsWith("__torch__.")
        && arguments instanceof Pickled.Tuple none
        && none.items().isEmpty()) {
      return new Pickled.Instance(global, new Pickled.Entries());
    }
    // Nothing but a name can be told: another value may hold itself.
    throw new IOException(
        "its pickle makes an object of "
            + (type instanceof Pickled.Global global ? global : "something")
            + ", which is no class of its own code");
  }

  /** Gives an object its attributes, by names. */
  private void build(Pickled state) throws IOException {
    if (!(top() instanceof Pickled.Instance instance) || !instance.attributes().items().isEmpty()) {
      throw new IOException("its pickle gives attributes to what is no new object");
    }
    if (!(state instanceof Pickled.Entries entries)) {
      throw new IOException(
          "an object of "
              + instance.type()
              + " keeps its state in a way of its own (__getstate__)");
    }
    instance.attributes().items().addAll(entries.items());
  }

  /**
   * A value within itself would be walked through for ever, and one that refers twice to another,
   * which does so in turn, for as good as ever.
   *
   * @param left how many values may come yet
   */
  private static void requireTree(Pickled value, int depth, int[] left) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("its values are nested more than " + DEEPEST + " deep");
    }
    if (--left[0] < 0) {
      throw new IOException("it has more than " + MOST + " values");
    }
    List<Pickled> inner =
        value instanceof Pickled.Tuple tuple
            ? tuple.items()
            : value instanceof Pickled.Items list
                ? list.items()
                : value instanceof Pickled.Entries entries
                    ? entries.items()
                    : value instanceof Pickled.Called called
                        ? called.arguments().items()
                        : value instanceof Pickled.Instance instance
                            ? instance.attributes().items()
                            : List.of();
    for (Pickled each : inner) {
      requireTree(each, depth + 1, left);
    }
  }
}
