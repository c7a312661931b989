package io.lossbench.torch.script;

/**
 * A loss as TorchScript.
 *
 * @param body statements that define {@code value} (0-d) and {@code gradient} (like {@code x}) from
 *     logits {@code x} and targets {@code y}
 * @param state what {@code self.loss_state} holds before the first step; may be empty
 * @param reduction what the value is: the parts of a batch are weighted by their size in a mean,
 *     and just add up in a sum
 */
public record LossScript(String body, float[] state, Reduction reduction) {}
