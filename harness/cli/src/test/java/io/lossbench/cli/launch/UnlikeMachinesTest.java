package io.lossbench.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.SuiteLock;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Suite;
import io.lossbench.core.suite.SuiteReader;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnlikeMachinesTest {
  @TempDir Path folder;

  private static SuiteLock on(Plan plan, String processor) {
    return SuiteLock.of(
        plan, new SuiteLock.Versions("0.1.0", 4, "PyTorch 2.7.1", "JDK 17", processor, "cpu", 2));
  }

  private static Plan plan() {
    Suite suite =
        new SuiteReader(Definitions.builtIn(), Path.of("../../datasets"))
            .read(
                "far.yaml",
                "suite: far\ndatasets: [generated-scenes]\n"
                    + "backbones: {n: {type: resnet20, image-size: 32}}\n"
                    + "losses: {bce: {type: bce}}\nrepetitions: 2\n",
                List.of());
    return Plan.of(suite, name -> "fingerprint", name -> Optional.empty());
  }

  @Test
  void aShardOnAnotherKindOfMachineIsToldBeforeAnyTrialIsComplete() throws IOException {
    Plan plan = plan();
    Ledger ledger = new Ledger(folder);
    try (Channel held = ledger.share()) {
      assertThat(held.isOpen()).isTrue();
      assertThat(UnlikeMachines.note(ledger, on(plan, "EPYC"))).as("the first shard").isEmpty();
      ledger.writePlan(plan, "far.yaml", List.of(), on(plan, "EPYC"));
      assertThat(UnlikeMachines.note(ledger, on(plan, "EPYC"))).isEmpty();
      assertThat(UnlikeMachines.note(ledger, on(plan, "Xeon")))
          .contains(
              "this is not the machine that "
                  + folder
                  + " was begun on (processor was EPYC, is Xeon): losses that are trained here and"
                  + " there are not compared");
    }
  }

  @Test
  void aPlanAloneBindsNobody() throws IOException {
    Plan plan = plan();
    Ledger ledger = new Ledger(folder);
    try (Channel held = ledger.lock().acquiredBy()) {
      assertThat(held.isOpen()).isTrue();
      ledger.writePlan(plan, "far.yaml", List.of(), on(plan, "EPYC"));
      assertThat(UnlikeMachines.note(ledger, on(plan, "Xeon"))).isEmpty();
    }
  }
}
