package io.lossbench.torch.engine;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.lossbench.core.HarnessException;
import io.lossbench.core.file.DurableFile;
import io.lossbench.torch.script.Archive;
import io.lossbench.torch.script.ScriptMethod;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** A TorchScript archive in the engine. Not thread-safe. */
public final class LoadedArchive implements AutoCloseable {
  private final Model model;
  private final NDManager manager;
  private final ParameterStore parameters;

  private LoadedArchive(Model model) {
    this.model = model;
    this.manager = model.getNDManager().newSubManager();
    this.parameters = new ParameterStore(manager, false);
  }

  /**
   * Writes an archive into {@code folder} and loads it.
   *
   * @throws HarnessException if it cannot be written
   * @throws EngineFailure if the engine does not take it
   */
  public static LoadedArchive load(Archive archive, Path folder, Device device) {
    try {
      Path file = DurableFile.temporary(folder.resolve("archive"));
      try {
        try (OutputStream out =
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          archive.write(out);
        }
        Model model = Model.newInstance("archive", device.inDjl(), "PyTorch");
        model.load(file, "archive", Map.of("trainParam", "true", "mapLocation", "true"));
        return new LoadedArchive(model);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (EngineException e) {
      throw new EngineFailure(e);
    } catch (IOException | MalformedModelException e) {
      throw new HarnessException("cannot load a network through " + folder, e);
    }
  }

  /** Room for the tensors of some calls. */
  public Tensors tensors() {
    return new Tensors(this, manager.newSubManager());
  }

  /** Calls a method; the results belong to the first argument's manager. */
  NDList call(ScriptMethod method, NDList inputs) {
    try (NDArray name = manager.create(0f)) {
      name.setName("module_method:" + method.inArchive());
      inputs.add(name);
      // In training mode DJL leaves autograd alone: the archive's methods switch it on and off
      // themselves.
      return model.getBlock().forward(parameters, inputs, true);
    }
  }

  @Override
  public void close() {
    manager.close();
    model.close();
  }
}
