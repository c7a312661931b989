package io.lossbench.torch.script;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * A writer of a module's values in the subset of pickle protocol 2 that TorchScript archives use.
 * Not thread-safe.
 */
final class PickleWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final IdentityHashMap<Object, Integer> memo = new IdentityHashMap<>();
  private final String namespace;
  private final IdentityHashMap<ScriptModule, String> classNames;
  private final List<Storage> storages;

  /**
   * @param namespace of the modules' classes
   * @param storages receives each storage in the order of its number
   */
  PickleWriter(
      String namespace, IdentityHashMap<ScriptModule, String> classNames, List<Storage> storages) {
    this.namespace = namespace;
    this.classNames = classNames;
    this.storages = storages;
  }

  byte[] write(ScriptModule root) {
    op(0x80).op(2);
    module(root);
    op('.');
    return out.toByteArray();
  }

  private void module(ScriptModule module) {
    global(namespace, String.valueOf(classNames.get(module))).op(')').op(0x81).op('}').op('(');
    text("training").op(0x88);
    module.parameters().forEach((name, tensor) -> text(name).tensor(tensor));
    module.buffers().forEach((name, tensor) -> text(name).tensor(tensor));
    module
        .attributes()
        .forEach(
            (name, value) -> {
              text(name);
              if (value instanceof TensorView tensor) {
                tensor(tensor);
              } else if (value instanceof Integer number) {
                integer(number);
              } else {
                global("torch.jit._pickle", "build_tensorlist").op('(').op(']').op('t').op('R');
              }
            });
    module
        .children()
        .forEach(
            (name, child) -> {
              text(name);
              module(child);
            });
    module.file().ifPresent(part -> text(part.name()).value(part.file().root(), part));
    op('u').op('b');
  }

  /** A value of a file, with the tensors that take the place of the file's. */
  private PickleWriter value(Pickled value, FilePart part) {
    if (value instanceof Pickled.Constant constant) {
      return op(
          switch (constant) {
            case NONE -> 'N';
            case TRUE -> 0x88;
            case FALSE -> 0x89;
          });
    } else if (value instanceof Pickled.Whole whole) {
      return whole(whole.value());
    } else if (value instanceof Pickled.Real real) {
      return op('G').int64(Long.reverseBytes(Double.doubleToRawLongBits(real.value())));
    } else if (value instanceof Pickled.Text text) {
      return text(text.value());
    } else if (value instanceof Pickled.Global global) {
      return global(global.module(), global.name());
    } else if (value instanceof Pickled.Tuple tuple) {
      op('(');
      tuple.items().forEach(item -> value(item, part));
      return op('t');
    } else if (value instanceof Pickled.Called called) {
      return value(called.function(), part).value(called.arguments(), part).op('R');
    }
    Object same = value;
    if (value instanceof Pickled.StoredTensor tensor) {
      same = part.file().first(tensor);
    }
    Integer known = memo.get(same);
    if (known != null) {
      return op('j').int32(known);
    }
    if (value instanceof Pickled.Instance instance) {
      value(instance.type(), part).op(')').op(0x81);
      value(instance.attributes(), part).op('b');
    } else if (value instanceof Pickled.Entries entries) {
      op('}').op('(');
      entries.items().forEach(item -> value(item, part));
      op('u');
    } else if (value instanceof Pickled.Items list) {
      op(']').op('(');
      list.items().forEach(item -> value(item, part));
      op('e');
    } else if (value instanceof Pickled.StoredTensor tensor) {
      tensor(tensor, part);
    } else {
      throw new IllegalStateException("a storage without a tensor");
    }
    return memoize(same);
  }

  private void tensor(Pickled.StoredTensor tensor, FilePart part) {
    TensorView replaced = part.tensors().get(part.file().name(tensor));
    if (replaced != null) {
      tensor(replaced);
      return;
    }
    global("torch._utils", "_rebuild_tensor_v2").op('(');
    storage(part.file().storage(tensor));
    whole(tensor.offset());
    wholes(tensor.shape());
    wholes(tensor.strides());
    op(tensor.requiresGrad() ? 0x88 : 0x89);
    global("collections", "OrderedDict").op(')').op('R').op('t').op('R');
  }

  private PickleWriter memoize(Object value) {
    int number = memo.size();
    memo.put(value, number);
    return op('r').int32(number);
  }

  private PickleWriter tensor(TensorView tensor) {
    global("torch._utils", "_rebuild_tensor_v2").op('(');
    storage(tensor.storage());
    integer(tensor.offset());
    tuple(tensor.shape());
    tuple(tensor.strides());
    op(tensor.requiresGrad() ? 0x88 : 0x89);
    return global("collections", "OrderedDict").op(')').op('R').op('t').op('R');
  }

  /**
   * Names a storage once and refers back to it later: naming it again would load a copy, not the
   * same memory.
   */
  private void storage(Storage storage) {
    Integer known = memo.get(storage);
    if (known != null) {
      op('j').int32(known);
      return;
    }
    int number = storages.size();
    storages.add(storage);
    op('(')
        .text("storage")
        .global("torch", storage.type())
        .text(Integer.toString(number))
        .text("cpu");
    integer(storage.size()).op('t').op('Q');
    memoize(storage);
  }

  private void tuple(int[] values) {
    op('(');
    for (int value : values) {
      integer(value);
    }
    op('t');
  }

  private void wholes(List<Long> values) {
    op('(');
    values.forEach(this::whole);
    op('t');
  }

  private PickleWriter whole(long value) {
    return value == (int) value ? integer((int) value) : op(0x8a).op(8).int64(value);
  }

  private PickleWriter integer(int value) {
    return op('J').int32(value);
  }

  private PickleWriter text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    op('X').int32(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  private PickleWriter global(String module, String name) {
    op('c');
    out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  private PickleWriter int32(int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    return this;
  }

  private PickleWriter int64(long value) {
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    return this;
  }

  private PickleWriter op(int code) {
    out.write(code);
    return this;
  }
}
