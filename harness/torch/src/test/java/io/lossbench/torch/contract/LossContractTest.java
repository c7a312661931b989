package io.lossbench.torch.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.ValueType;
import io.lossbench.torch.engine.Engine;
import io.lossbench.torch.loss.AutogradLoss;
import io.lossbench.torch.loss.Loss;
import io.lossbench.torch.loss.Losses;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The checks pass what keeps the contract, and each fails what breaks it. */
class LossContractTest {
  private static final String KNOWN = "known = torch.to(torch.ge(y, 0.), 6)\n";

  @BeforeAll
  static void startEngine() {
    Engine.start(2);
  }

  private static List<String> failed(Loss loss) {
    return LossContract.check(loss, 0, LabelsPerRow.ANY).stream()
        .filter(finding -> finding.status() == Finding.Status.FAILED)
        .map(Finding::check)
        .toList();
  }

  private static Loss autograd(String value) {
    return new AutogradLoss() {
      @Override
      protected String valueBody() {
        return KNOWN + value;
      }
    };
  }

  static List<ValueType.Kind> builtIn() {
    return List.copyOf(Definitions.builtIn().group("losses").values());
  }

  @ParameterizedTest
  @MethodSource("builtIn")
  void everyBuiltInLossKeepsIt(ValueType.Kind kind) {
    Settings settings = kind.defaults().orElseThrow();
    for (int epoch : new int[] {0, 3}) {
      Loss loss = Losses.onClasspath().create(settings);
      assertThat(
              LossContract.check(
                  loss, epoch, kind.task().isEmpty() ? LabelsPerRow.ANY : LabelsPerRow.ONE))
          .allSatisfy(found -> assertThat(found.status()).isNotEqualTo(Finding.Status.FAILED));
    }
  }

  @Test
  void aGradientThatIsNotThatOfTheValueFails() {
    Loss wrong =
        () ->
            KNOWN
                + "z = torch.mul(x, known)\n"
                + "value = torch.sum(torch.mul(z, z))\ngradient = torch.mul(z, 1.99)\n";
    assertThat(failed(wrong)).containsExactly("gradient");
  }

  @Test
  void unknownPairsThatCountFail() {
    assertThat(failed(autograd("value = torch.sum(torch.softplus(x, 1, 20))\n")))
        .containsExactly("masks");
  }

  @Test
  void aMeanThatCallsItselfASumFails() {
    assertThat(failed(autograd("value = torch.mean(torch.mul(torch.sigmoid(x), known))\n")))
        .containsExactly("reduction");
  }

  @Test
  void aLossThatPrefersClassesByTheirPlaceFails() {
    assertThat(
            failed(
                autograd(
                    """
                    s = torch.mul(torch.sigmoid(x), known)
                    value = torch.sum(torch.select(s, 1, 0))
                    """)))
        .containsExactly("permutation");
  }

  @Test
  void logarithmsOfNothingFail() {
    assertThat(
            failed(
                autograd(
                    """
                    wrong = torch.where(torch.gt(y, 0.5), torch.rsub(torch.sigmoid(x), 1.), torch.sigmoid(x))
                    value = torch.neg(torch.sum(torch.mul(known, torch.log(torch.rsub(wrong, 1.)))))
                    """)))
        .containsExactly("extreme logits");
  }

  @Test
  void aLossThatNeedsAPositiveFailsWithoutOne() {
    assertThat(
            failed(
                autograd(
                    """
                    here = torch.to(torch.gt(y, 0.5), 6)
                    perclass = torch.sum(torch.mul(torch.mul(torch.sigmoid(x), known), here), [1], False)
                    value = torch.sum(torch.div(perclass, torch.sum(here, [1], False)))
                    """)))
        .contains("one-sided images");
  }

  @Test
  void statementsThatTheEngineRefusesAreTold() {
    Loss refused = () -> "value = torch.sum(torch.mul(x, y))\ngradient = torch.mm(x, y)\n";
    assertThat(LossContract.check(refused, 0, LabelsPerRow.ANY))
        .anySatisfy(
            found -> {
              assertThat(found.status()).isEqualTo(Finding.Status.FAILED);
              assertThat(found.detail()).startsWith("the engine: ");
            });
  }

  @Test
  void aMeanOverKnownPairsKeepsIt() {
    assertThat(
            failed(
                Losses.onClasspath()
                    .create(Settings.of(Map.of("type", "bce", "reduction", "mean")))))
        .isEmpty();
  }
}
