package io.lossbench.torch.optim;

import io.lossbench.core.suite.Settings;
import java.util.Locale;

/**
 * An optimizer as TorchScript: one fused operator over a parameter group.
 *
 * @param body statements over the group's parameters {@code ps}, gradients {@code gs}, first and
 *     second moments {@code ms} and {@code vs}, step counts {@code ts}, with {@code lr}, {@code
 *     momentum} and {@code decayed}
 * @param momentum beta1 or momentum where the schedule does not cycle it
 */
public record Optimizer(String body, double momentum) {

  /** The optimizer for validated settings. */
  public static Optimizer of(Settings settings) {
    double decay = settings.number("weight-decay");
    return switch (settings.text("type")) {
      case "adam" -> adam("_fused_adam_", settings, decay);
      case "adamw" -> adam("_fused_adamw_", settings, decay);
      case "sgd" -> sgd(settings, decay);
      default ->
          throw new IllegalArgumentException("no optimizer of type " + settings.text("type"));
    };
  }

  private static Optimizer adam(String operator, Settings settings, double decay) {
    String body =
        String.format(
            Locale.ROOT,
            """
            decay = %s
            if decayed:
              pass
            else:
              decay = 0.
            torch.%s(ps, gs, ms, vs, annotate(List[Tensor], []), ts, lr=lr, beta1=momentum, beta2=%s, weight_decay=decay, eps=%s, amsgrad=False, maximize=False)
            """,
            decay,
            operator,
            settings.number("beta2"),
            settings.number("eps"));
    return new Optimizer(body, settings.number("beta1"));
  }

  /**
   * The buffer starts at zero, so the first step needs no case of its own: momentum x 0 + gradient.
   */
  private static Optimizer sgd(Settings settings, double decay) {
    String body =
        String.format(
            Locale.ROOT,
            """
            decay = %s
            if decayed:
              pass
            else:
              decay = 0.
            buffers = ms
            if torch.gt(momentum, 0.):
              pass
            else:
              buffers = annotate(List[Tensor], [])
            torch._fused_sgd_(ps, gs, buffers, weight_decay=decay, momentum=momentum, lr=lr, dampening=0., nesterov=%s, maximize=False, is_first_step=False)
            """,
            decay,
            settings.flag("nesterov") ? "True" : "False");
    return new Optimizer(body, settings.number("momentum"));
  }
}
