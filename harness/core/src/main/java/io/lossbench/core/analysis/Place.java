package io.lossbench.core.analysis;

import java.util.List;

/** The datasets and backbones that something was measured on, each once. */
public record Place(List<String> datasets, List<String> backbones) {
  public Place {
    datasets = List.copyOf(datasets);
    backbones = List.copyOf(backbones);
  }

  static Place of(List<Variant> variants) {
    return new Place(
        variants.stream().map(each -> each.comparison().dataset()).distinct().toList(),
        variants.stream().map(each -> each.comparison().backbone()).distinct().toList());
  }

  /** {@code dataset/backbone}, where there is one of each. */
  public boolean isCell(String cell) {
    return datasets.size() == 1
        && backbones.size() == 1
        && cell.equals(datasets.get(0) + "/" + backbones.get(0));
  }
}
