package io.lossbench.torch.script;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The parameters that an optimizer treats alike: they decay or do not, have the same share of the
 * learning rate, and are trained from the same phase on.
 *
 * @param name of its lists in the archive
 * @param rate its learning rate, an expression of {@code lr}
 * @param phase that trains it first
 * @param members their numbers in the network
 */
record ParameterGroup(String name, boolean decayed, String rate, int phase, List<Integer> members) {

  ParameterGroup {
    members = List.copyOf(members);
  }

  /** The groups of a network, those that are trained first before the others. */
  static List<ParameterGroup> of(Network network, Update update) {
    int top = network.layerGroups() - 1;
    boolean byDepth = update.layerDecay() < 1;
    Comparator<Key> order =
        Comparator.comparingInt(Key::phase)
            .thenComparingInt(key -> key.decayed() ? 0 : 1)
            .thenComparingInt(Key::below);
    Map<Key, List<Integer>> members = new TreeMap<>(order);
    for (int i = 0; i < network.parameters().size(); i++) {
      Network.Parameter parameter = network.parameters().get(i);
      Key key =
          new Key(
              update.freezing().phase(network, parameter),
              parameter.decayed(),
              byDepth ? top - parameter.layerGroup() : 0);
      members.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
    }
    List<ParameterGroup> groups = new ArrayList<>();
    members.forEach(
        (key, numbers) ->
            groups.add(
                new ParameterGroup(
                    (key.decayed() ? "decayed" : "plain")
                        + (key.below() == 0 ? "" : "_below" + key.below())
                        + (key.phase() == 0 ? "" : "_phase" + key.phase()),
                    key.decayed(),
                    key.below() == 0
                        ? "lr"
                        : "torch.mul(lr, " + Math.pow(update.layerDecay(), key.below()) + ")",
                    key.phase(),
                    numbers)));
    return groups;
  }

  /**
   * What parameters have in common.
   *
   * @param below layer groups between them and the head; 0 where the rate does not go by depth
   */
  private record Key(int phase, boolean decayed, int below) {}

  /** What the archive's program says of each group. */
  static List<Map<String, Object>> rows(List<ParameterGroup> groups) {
    List<Map<String, Object>> rows = new ArrayList<>();
    int start = 0;
    for (ParameterGroup group : groups) {
      int end = start + group.members().size();
      rows.add(
          Map.of(
              "index",
              rows.size(),
              "group",
              group.name(),
              "start",
              start,
              "end",
              end,
              "rate",
              group.rate(),
              "decays",
              group.decayed() ? "True" : "False"));
      start = end;
    }
    return rows;
  }

  /**
   * What it says of each parameter, group by group: where it lies in the flat state, and what is
   * done with it.
   */
  static List<Map<String, Object>> parameters(Network network, List<ParameterGroup> groups) {
    List<Integer> offsets = new ArrayList<>();
    int offset = 0;
    for (Network.Parameter parameter : network.parameters()) {
      offsets.add(offset);
      offset += parameter.size();
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    for (ParameterGroup group : groups) {
      for (int member : group.members()) {
        Network.Parameter parameter = network.parameters().get(member);
        Map<String, Object> row = new HashMap<>();
        row.put("index", rows.size());
        row.put("path", TensorPath.of(parameter.name()));
        row.put("offset", offsets.get(member));
        row.put("size", parameter.size());
        row.put("shape", Arrays.toString(parameter.shape()));
        row.put("strides", Arrays.toString(TensorView.strides(parameter.shape())));
        row.put("group", group.name());
        row.put("phase", group.phase());
        rows.add(row);
      }
    }
    return rows;
  }
}
