package io.lossbench.torch.script;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive: a zip with stored entries, the pickled module, its code, and one file per
 * storage. {@code torch.jit.load} opens it.
 */
public final class Archive {
  private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};
  private static final int CHUNK = 1 << 16;

  private final ScriptModule root;

  Archive(ScriptModule root) {
    this.root = root;
  }

  /** The program of its modules, as {@code code/__torch__.py} holds it. */
  String code() {
    return code(new IdentityHashMap<>());
  }

  private String code(IdentityHashMap<ScriptModule, String> classNames) {
    StringBuilder code = new StringBuilder();
    declare(root, "Net", classNames, code);
    return code.toString();
  }

  /** Writes the archive; the same description gives the same bytes. The stream stays open. */
  public void write(OutputStream stream) throws IOException {
    IdentityHashMap<ScriptModule, String> classNames = new IdentityHashMap<>();
    String code = code(classNames);
    List<Storage> storages = new ArrayList<>();
    byte[] pickle = new PickleWriter(namespace(), classNames, storages).write(root);
    OutputStream out = new BufferedOutputStream(stream, CHUNK);
    ZipOutputStream zip = new ZipOutputStream(out);
    entry(zip, "data.pkl", ByteBuffer.wrap(pickle));
    String program = "code/" + namespace().replace('.', '/') + ".py";
    entry(zip, program, ByteBuffer.wrap(code.getBytes(StandardCharsets.UTF_8)));
    if (root.file().isPresent()) {
      NetworkFile file = root.file().get().file();
      for (Map.Entry<String, byte[]> entry : file.carried().entrySet()) {
        entry(zip, entry.getKey(), ByteBuffer.wrap(entry.getValue()));
      }
    } else {
      entry(zip, "constants.pkl", ByteBuffer.wrap(EMPTY_TUPLE));
      entry(zip, "version", ByteBuffer.wrap("3\n".getBytes(StandardCharsets.US_ASCII)));
    }
    entry(zip, "byteorder", ByteBuffer.wrap("little".getBytes(StandardCharsets.US_ASCII)));
    for (int i = 0; i < storages.size(); i++) {
      entry(zip, "data/" + i, storages.get(i).bytes().get());
    }
    zip.finish();
    out.flush();
  }

  /** Where its classes are: apart from those of a file that is a part of it. */
  private String namespace() {
    return root.file().map(part -> part.file().freeNamespace()).orElse("__torch__");
  }

  private void declare(
      ScriptModule module,
      String className,
      IdentityHashMap<ScriptModule, String> classNames,
      StringBuilder code) {
    classNames.put(module, className);
    code.append("class ").append(className).append("(Module):\n");
    code.append("  __parameters__ = ").append(names(module.parameters())).append('\n');
    code.append("  __buffers__ = ").append(names(module.buffers())).append('\n');
    code.append("  training : bool\n");
    module
        .parameters()
        .keySet()
        .forEach(name -> code.append("  ").append(name).append(" : Tensor\n"));
    module.buffers().keySet().forEach(name -> code.append("  ").append(name).append(" : Tensor\n"));
    module
        .attributes()
        .forEach(
            (name, value) ->
                code.append("  ")
                    .append(name)
                    .append(
                        value instanceof TensorView
                            ? " : Tensor\n"
                            : value instanceof Integer ? " : int\n" : " : List[Tensor]\n"));
    module
        .children()
        .keySet()
        .forEach(
            name -> {
              String type = namespace() + "." + childClass(className, name);
              boolean number = Character.isDigit(name.charAt(0));
              code.append(
                      number
                          ? "  __annotations__[\"" + name + "\"] = " + type
                          : "  " + name + " : " + type)
                  .append('\n');
            });
    module
        .file()
        .ifPresent(
            part ->
                code.append("  ")
                    .append(part.name())
                    .append(" : ")
                    .append(part.file().root().type())
                    .append('\n'));
    module.methods().forEach(methods -> code.append(methods.indent(2)));
    module
        .children()
        .forEach((name, child) -> declare(child, childClass(className, name), classNames, code));
  }

  private static String childClass(String className, String name) {
    return className + "_" + name;
  }

  private static String names(Map<String, TensorView> tensors) {
    StringBuilder list = new StringBuilder("[");
    tensors.keySet().forEach(name -> list.append('"').append(name).append("\", "));
    return list.append(']').toString();
  }

  private static void entry(ZipOutputStream zip, String name, ByteBuffer content)
      throws IOException {
    ZipEntry entry = new ZipEntry("lossbench/" + name);
    CRC32 crc = new CRC32();
    crc.update(content.duplicate());
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.remaining());
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(LocalDateTime.of(2020, 1, 1, 0, 0));
    zip.putNextEntry(entry);
    zip.write(content.array(), content.arrayOffset() + content.position(), content.remaining());
    zip.closeEntry();
  }
}
