package io.lossbench.torch.optim;

import io.lossbench.core.plugin.Registry;
import io.lossbench.core.suite.Settings;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The optimizers by name: those that come with lossbench, and those that users bring. */
public final class Optimizers {
  private static final Map<String, Function<Settings, Optimizer>> BUILT_IN =
      Map.of(
          "adam", settings -> adam("_fused_adam_", settings),
          "adamw", settings -> adam("_fused_adamw_", settings),
          "sgd", Optimizers::sgd);

  private Optimizers() {}

  /** All optimizers on the class path. */
  public static Registry<Optimizer> onClasspath() {
    return of(Optimizers.class.getClassLoader());
  }

  static Registry<Optimizer> of(ClassLoader loader) {
    return Registry.of("optimizer", "optimizers", BUILT_IN, OptimizerProvider.class, loader);
  }

  private static Optimizer adam(String operator, Settings settings) {
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
            settings.number("weight-decay"),
            operator,
            settings.number("beta2"),
            settings.number("eps"));
    return new Optimizer(body, settings.number("beta1"));
  }

  /**
   * The buffer starts at zero, so the first step needs no case of its own: momentum x 0 + gradient.
   */
  private static Optimizer sgd(Settings settings) {
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
            settings.number("weight-decay"),
            settings.flag("nesterov") ? "True" : "False");
    return new Optimizer(body, settings.number("momentum"));
  }
}
