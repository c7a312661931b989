package io.lossbench.torch.backbone;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.suite.Precision;
import io.lossbench.core.suite.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a user's backbone does wrong; {@code examples/backbone} is one that works. */
class UserBackboneTest {
  /** A backbone that forgets its layers. */
  public static final class Unfinished implements BackboneProvider {
    @Override
    public String definition() {
      return "unfinished: {doc: Not there yet, keys: {}}";
    }

    @Override
    public Backbone create(Settings settings) {
      return layers -> {
        throw new UnsupportedOperationException("no layers yet");
      };
    }
  }

  @Test
  void whatItThrowsWhileItDescribesIsToldAsItsOwn() {
    Backbone backbone = Backbones.onClasspath().create(Settings.of(Map.of("type", "unfinished")));
    assertThatThrownBy(() -> backbone.network(20, Precision.FLOAT32))
        .isInstanceOf(HarnessException.class)
        .hasMessageStartingWith("the backbone plugin " + Unfinished.class.getName() + " (")
        .hasMessageEndingWith(
            ") describes no network (UnsupportedOperationException: no layers yet)");
  }
}
