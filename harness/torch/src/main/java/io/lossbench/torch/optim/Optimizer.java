package io.lossbench.torch.optim;

/**
 * An optimizer as TorchScript.
 *
 * @param body statements, one per line, that update one group of parameters in place: the lists
 *     {@code ps} (parameters), {@code gs} (gradients), {@code ms} and {@code vs} (two moments that
 *     start at zero and are kept) and {@code ts} (steps so far, this one included), tensor by
 *     tensor, with the floats {@code lr} and {@code momentum} and whether the group is {@code
 *     decayed}
 * @param momentum beta1 or momentum where the schedule does not cycle it
 */
public record Optimizer(String body, double momentum) {}
