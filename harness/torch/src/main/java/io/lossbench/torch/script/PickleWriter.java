package io.lossbench.torch.script;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * A writer of a module's values in the subset of pickle protocol 2 that TorchScript archives use.
 * Pickle is only ever written here, never read. Not thread-safe.
 */
final class PickleWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final IdentityHashMap<Storage, Integer> memo = new IdentityHashMap<>();
  private final List<Storage> storages;

  /**
   * @param storages receives each storage in the order of its number
   */
  private PickleWriter(List<Storage> storages) {
    this.storages = storages;
  }

  static byte[] write(
      ScriptModule root, IdentityHashMap<ScriptModule, String> classNames, List<Storage> storages) {
    PickleWriter writer = new PickleWriter(storages);
    writer.op(0x80).op(2);
    writer.module(root, classNames);
    writer.op('.');
    return writer.out.toByteArray();
  }

  private void module(ScriptModule module, IdentityHashMap<ScriptModule, String> classNames) {
    global("__torch__", String.valueOf(classNames.get(module))).op(')').op(0x81).op('}').op('(');
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
              module(child, classNames);
            });
    op('u').op('b');
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
        .global("torch", "FloatStorage")
        .text(Integer.toString(number))
        .text("cpu");
    integer(storage.values().length).op('t').op('Q');
    memo.put(storage, number);
    op('r').int32(number);
  }

  private void tuple(int[] values) {
    op('(');
    for (int value : values) {
      integer(value);
    }
    op('t');
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
    out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  private PickleWriter int32(int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    return this;
  }

  private PickleWriter op(int code) {
    out.write(code);
    return this;
  }
}
