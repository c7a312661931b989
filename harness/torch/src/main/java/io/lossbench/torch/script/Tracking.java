package io.lossbench.torch.script;

import java.util.List;

/**
 * What is summed up in training beside the loss, over the batches of an epoch, in float64.
 *
 * @param body statements on the network's outputs {@code x} and the targets {@code y}, one per line
 * @param sums expressions of 0-d tensors, which may use what the statements define
 */
public record Tracking(String body, List<String> sums) {
  public Tracking {
    sums = List.copyOf(sums);
  }

  /**
   * The probability of positives and their number, the probability that negatives are none, and
   * their number; unknown targets count for neither.
   */
  public static Tracking ofProbabilities(Activation activation) {
    return new Tracking(
        "p = "
            + activation.of("x")
            + "\npresent = torch.to(torch.gt(y, 0.5), "
            + Dtype.FLOAT32
            + ")\nabsent = torch.to(torch.eq(y, 0.), "
            + Dtype.FLOAT32
            + ")\n",
        List.of(
            "torch.sum(torch.mul(p, present))",
            "torch.sum(present)",
            "torch.sum(torch.mul(torch.rsub(p, 1.), absent))",
            "torch.sum(absent)"));
  }
}
