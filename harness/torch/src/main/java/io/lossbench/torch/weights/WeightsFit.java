package io.lossbench.torch.weights;

/** The part of a network that a file of pretrained weights must fill. */
public enum WeightsFit {
  /** All of it, and the file holds nothing else. */
  ALL,

  /** All but the head, which may be missing from the file or be another network's. */
  ALL_BUT_HEAD,

  /** Whatever is there and fits, one tensor at least; the rest stays random. */
  OVERLAP
}
