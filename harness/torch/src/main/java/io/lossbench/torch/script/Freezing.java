package io.lossbench.torch.script;

/**
 * When the layers of a backbone are trained; those of the head always are. A layer that is not is
 * in evaluation mode. Parameters are told apart by phases: those of phase 0 are trained from the
 * first step, those of a later one when it begins.
 *
 * @param from the first epoch, from 1 on, that trains the backbone's last layer group; greater than
 *     any epoch if none does
 * @param every epochs from one layer group to the one below; 0 for all groups at once
 */
public record Freezing(int from, int every) {
  /** Everything is trained from the start. */
  public static final Freezing NONE = new Freezing(1, 0);

  public Freezing {
    if (from < 1 || every < 0) {
      throw new IllegalArgumentException("frozen until " + from + ", then every " + every);
    }
  }

  boolean isNone() {
    return from == 1 && every == 0;
  }

  /** The phase of a parameter of the backbone. */
  private int phase(int layerGroup, int lastGroup) {
    if (isNone()) {
      return 0;
    }
    return every == 0 ? 1 : 1 + lastGroup - layerGroup;
  }

  /** The phase of a parameter. */
  int phase(Network network, Network.Parameter parameter) {
    return network.isOfBackbone(parameter.name())
        ? phase(parameter.layerGroup(), network.lastBackboneGroup())
        : 0;
  }

  /** The phase of what a backbone does in a layer group. */
  int phase(Network network, int layerGroup) {
    return phase(layerGroup, network.lastBackboneGroup());
  }

  /** Number of phases. */
  int phases(Network network) {
    return 1 + phase(0, network.lastBackboneGroup());
  }

  /** The last phase of a network that an epoch trains, counted from 1. */
  public int at(int epoch, Network network) {
    if (isNone() || epoch < from) {
      return 0;
    }
    return every == 0 ? 1 : Math.min(1 + (epoch - from) / every, phases(network) - 1);
  }
}
