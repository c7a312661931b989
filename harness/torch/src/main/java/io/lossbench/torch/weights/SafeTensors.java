package io.lossbench.torch.weights;

import io.lossbench.core.HarnessException;
import io.lossbench.core.tensor.SafeTensorsHeader;
import io.lossbench.core.tensor.StoredFloats;
import io.lossbench.core.tensor.TensorWriter;
import io.lossbench.torch.script.Network;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Weights in the safetensors format under the network's names: written as float32, read as float32,
 * float16 or bfloat16. Every length that a file promises is checked before it is used, and every
 * value that is read is finite.
 */
public final class SafeTensors {
  private static final int SHOWN_FAULTS = 15;

  /**
   * What files of timm's hold beside weights: counters of batches, and what follows from the size
   * of a window and of the image.
   */
  private static final List<String> NO_WEIGHTS =
      List.of(".num_batches_tracked", ".relative_position_index", ".attn_mask");

  private SafeTensors() {}

  /** Writes a network's state: parameters and running statistics. */
  public static void write(Path file, Network network, float[] state) throws IOException {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    tensors(network).forEach(tensor -> shapes.put(tensor.name(), tensor.shape()));
    TensorWriter.write(file, shapes, state);
  }

  /**
   * Reads a network's whole state.
   *
   * @throws HarnessException if the file is no safetensors file, or its tensors are not the
   *     network's; all that is missing, unexpected, misshapen or not finite is named
   */
  public static float[] read(Path file, Network network) {
    return overlay(file, network, new float[network.stateSize()], WeightsFit.ALL);
  }

  /**
   * How many numbers a vector has that a network takes, by a file of its state: the last extent of
   * the first layer's tensor.
   *
   * @param network the same for vectors of another width
   * @throws HarnessException if the file is no safetensors file, or has not that tensor
   */
  public static int vectorWidth(Path file, Network network) {
    String first = network.parameters().get(0).name();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      SafeTensorsHeader.Entry entry = SafeTensorsHeader.read(channel, file).tensors().get(first);
      if (entry == null || entry.shape().isEmpty()) {
        throw new HarnessException(file + ": there is no tensor " + first + " of a first layer");
      }
      return Math.toIntExact(entry.shape().get(entry.shape().size() - 1));
    } catch (IOException e) {
      throw new HarnessException("cannot read " + file, e);
    }
  }

  /**
   * A starting state with pretrained weights in place of the random ones. Embeddings of the places
   * of images of another size are interpolated, unless the fit is {@link WeightsFit#ALL}.
   *
   * @throws HarnessException as {@link #read}, and if nothing fits
   */
  public static float[] pretrained(
      Path file, Network network, float[] initialState, WeightsFit fit) {
    return overlay(file, network, initialState.clone(), fit);
  }

  /**
   * Reads the tensors that are there and fit into {@code state}, and refuses what may not differ.
   */
  private static float[] overlay(Path file, Network network, float[] state, WeightsFit fit) {
    boolean overlap = fit == WeightsFit.OVERLAP;
    String head = fit == WeightsFit.ALL_BUT_HEAD ? network.head() + "." : "";
    String prefix = network.body().prefix();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      SafeTensorsHeader header = SafeTensorsHeader.read(channel, file);
      Map<String, SafeTensorsHeader.Entry> entries = new LinkedHashMap<>(header.tensors());
      entries.keySet().removeIf(name -> NO_WEIGHTS.stream().anyMatch(name::endsWith));
      // Weights of the body alone, as a classifier is published with: no name has the prefix.
      boolean bodyAlone =
          !prefix.isEmpty() && entries.keySet().stream().noneMatch(n -> n.startsWith(prefix));
      List<String> faults = new ArrayList<>();
      List<Named> tensors = tensors(network);
      int at = 0;
      int taken = 0;
      for (Named tensor : tensors) {
        boolean ofBody = bodyAlone && tensor.name().startsWith(prefix);
        String name = ofBody ? tensor.name().substring(prefix.length()) : tensor.name();
        SafeTensorsHeader.Entry entry = entries.remove(name);
        boolean mayDiffer =
            overlap
                || (!head.isEmpty() && tensor.name().startsWith(head))
                || (bodyAlone && !ofBody && fit == WeightsFit.ALL_BUT_HEAD);
        String fault = entry == null ? "missing: " + tensor.name() : misfit(entry, tensor);
        Optional<PositionGrid> grid =
            entry == null || fault.isEmpty() || fit == WeightsFit.ALL
                ? Optional.empty()
                : otherGrid(network, tensor, entry);
        if (entry != null && (fault.isEmpty() || grid.isPresent())) {
          long from = header.dataStart() + entry.begin();
          ByteBuffer bytes =
              SafeTensorsHeader.bytes(
                  channel, from, Math.toIntExact(entry.end() - entry.begin()), file);
          if (grid.isPresent()) {
            float[] values = new float[grid.get().size()];
            StoredFloats.read(entry.dtype(), bytes, values, 0, values.length);
            int side = grid(network, tensor).orElseThrow().side();
            System.arraycopy(grid.get().resized(values, side), 0, state, at, tensor.size());
          } else {
            StoredFloats.read(entry.dtype(), bytes, state, at, tensor.size());
          }
          finite(tensor, state, at).ifPresent(faults::add);
          taken++;
        } else if (!mayDiffer) {
          faults.add(fault);
        }
        at += tensor.size();
      }
      entries.keySet().removeIf(name -> overlap || (!head.isEmpty() && name.startsWith(head)));
      if (bodyAlone || !head.isEmpty()) {
        entries.keySet().removeAll(network.body().others());
      }
      entries.keySet().forEach(name -> faults.add("unexpected: " + SafeTensorsHeader.shown(name)));
      if (!faults.isEmpty()) {
        throw new HarnessException(file + " does not fit the network:\n  " + byKind(faults));
      }
      if (taken == 0) {
        throw new HarnessException(
            file
                + ": none of its "
                + header.tensors().size()
                + " tensors fits one of the network's "
                + tensors.size()
                + " by name and shape, so that training would start from random weights; leave"
                + " backbone.weights out if that is meant");
      }
      return state;
    } catch (IOException e) {
      throw new HarnessException("cannot read the weights " + file, e);
    }
  }

  /** A tensor of the file that is the network's for images of another size. */
  private static Optional<PositionGrid> otherGrid(
      Network network, Named tensor, SafeTensorsHeader.Entry entry) {
    return StoredFloats.TYPES.contains(entry.dtype())
        ? grid(network, tensor)
            .flatMap(grid -> PositionGrid.of(grid, tensor.shape(), entry.shape()))
        : Optional.empty();
  }

  private static Optional<Network.Grid> grid(Network network, Named tensor) {
    return network.grids().stream()
        .filter(grid -> grid.parameter().equals(tensor.name()))
        .findFirst();
  }

  /** What is wrong with a tensor's values. */
  private static Optional<String> finite(Named tensor, float[] state, int at) {
    for (int i = 0; i < tensor.size(); i++) {
      if (!Float.isFinite(state[at + i])) {
        return Optional.of(
            "not finite: "
                + tensor.name()
                + " holds "
                + state[at + i]
                + " (value "
                + (i + 1)
                + " of "
                + tensor.size()
                + ")");
      }
    }
    return Optional.empty();
  }

  /** The first faults of each kind: what is unexpected often explains what is missing. */
  private static String byKind(List<String> faults) {
    Map<String, List<String>> kinds = new LinkedHashMap<>();
    for (String fault : faults) {
      kinds
          .computeIfAbsent(fault.substring(0, fault.indexOf(':')), kind -> new ArrayList<>())
          .add(fault);
    }
    return kinds.values().stream()
        .map(kind -> SafeTensorsHeader.listed(kind, SHOWN_FAULTS))
        .collect(Collectors.joining("\n  "));
  }

  private static String misfit(SafeTensorsHeader.Entry entry, Named tensor) {
    return StoredFloats.TYPES.contains(entry.dtype()) && entry.shape().equals(tensor.shape())
        ? ""
        : "misshapen: "
            + tensor.name()
            + " is "
            + entry.dtype()
            + " "
            + entry.shape()
            + ", expected F32 "
            + tensor.shape();
  }

  private record Named(String name, List<Long> shape, int size) {}

  private static List<Named> tensors(Network network) {
    List<Named> tensors = new ArrayList<>();
    network.parameters().forEach(p -> tensors.add(new Named(p.name(), longs(p.shape()), p.size())));
    network.buffers().forEach(b -> tensors.add(new Named(b.name(), longs(b.shape()), b.size())));
    return tensors;
  }

  private static List<Long> longs(int[] shape) {
    List<Long> longs = new ArrayList<>();
    for (int extent : shape) {
      longs.add((long) extent);
    }
    return List.copyOf(longs);
  }
}
