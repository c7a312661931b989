package io.lossbench.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.classification.NpyFile;
import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.file.DurableFile;
import io.lossbench.core.plan.Plan;
import io.lossbench.core.plan.Trial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file of a ledger on disks that become full, break or lose their power at every point. */
class CrashTest {
  @TempDir Path folder;
  private final FailingFiles disk = new FailingFiles();

  /**
   * A file of the ledger that is written over an older one.
   *
   * @param old writes what is there before
   * @param now writes what shall be there then
   */
  record Written(String name, String file, Writing old, Writing now) {
    @Override
    public String toString() {
      return name;
    }
  }

  @FunctionalInterface
  interface Writing {
    void in(Path folder) throws IOException;
  }

  static Stream<Written> files() {
    Plan plan = Records.plan();
    Trial trial = plan.trials().get(0);
    TrialRecord failed = Records.failed(trial, "out of memory");
    TrialRecord completed = Records.completed(trial, 31, 30);
    ScoreMatrix scores = ScoreMatrix.of(20, 3, new float[60]);
    return Stream.of(
        new Written(
            "record",
            "trials/" + trial.id() + "/record.json",
            place -> new Ledger(place).commit(failed),
            place -> new Ledger(place).commit(completed)),
        new Written(
            "plan",
            "plan.json",
            place -> new Ledger(place).writePlan(plan, "old.yaml", List.of()),
            place -> new Ledger(place).writePlan(plan, "new.yaml", List.of("--set seed=2"))),
        new Written(
            "table",
            "trials.csv",
            place -> {
              new Ledger(place).commit(completed);
              Files.writeString(place.resolve("trials.csv"), "old");
            },
            place -> new Ledger(place).writeTables()),
        new Written(
            "scores",
            "scores-raw.npy",
            place -> Files.writeString(place.resolve("scores-raw.npy"), "old"),
            place -> NpyFile.write(place.resolve("scores-raw.npy"), scores)));
  }

  /** What the file holds when nothing goes wrong. */
  private String whole(Written written) throws IOException {
    Path other = Files.createDirectory(folder.resolve("undisturbed"));
    written.old().in(other);
    written.now().in(other);
    return content(other, written);
  }

  private static String content(Path place, Written written) throws IOException {
    return Files.readString(place.resolve(written.file()), StandardCharsets.ISO_8859_1);
  }

  private Path place() throws IOException {
    return disk.path(Files.createDirectory(folder.resolve("place")));
  }

  private List<Path> leftOvers() throws IOException {
    try (var files = Files.walk(folder.resolve("place"))) {
      return files.filter(DurableFile::isTemporary).toList();
    }
  }

  /** Whether all went well this time; if not, the file is whole nevertheless. */
  private boolean attempt(Written written, Path place, String old, String now) throws IOException {
    boolean done = true;
    try {
      written.now().in(place);
    } catch (IOException | RuntimeException e) {
      assertThat(e).hasMessageMatching("(?s).*(Input/output error|No space left on device).*");
      done = false;
    }
    assertThat(leftOvers()).isEmpty();
    // Another file of the same call may have failed after this one was written.
    assertThat(content(place, written)).isIn(done ? List.of(now) : List.of(old, now));
    return done;
  }

  @ParameterizedTest
  @MethodSource("files")
  void aDiskThatIsFullAfterAnyByteLeavesTheFileWhole(Written written) throws IOException {
    String now = whole(written);
    Path place = place();
    written.old().in(place);
    String old = content(place, written);
    int bytes = 0;
    for (disk.fullAfter(bytes); !attempt(written, place, old, now); disk.fullAfter(bytes)) {
      bytes++;
    }
    assertThat(bytes).isGreaterThanOrEqualTo(now.length());
  }

  @ParameterizedTest
  @MethodSource("files")
  void aCallThatFailsLeavesTheFileWhole(Written written) throws IOException {
    String now = whole(written);
    Path place = place();
    written.old().in(place);
    String old = content(place, written);
    int call = 0;
    for (disk.failAt(call); !attempt(written, place, old, now); disk.failAt(call)) {
      call++;
    }
    assertThat(call).as("open, write, force, rename").isGreaterThanOrEqualTo(4);
  }

  /** Nothing is cleared away then: the next run does it, under its lock. */
  @ParameterizedTest
  @MethodSource("files")
  void aProcessThatEndsAtAnyCallLeavesOneOfTheTwo(Written written) throws IOException {
    String now = whole(written);
    Path place = place();
    written.old().in(place);
    String old = content(place, written);
    boolean leftSomething = false;
    boolean done = false;
    for (int call = 0; !done; call++) {
      disk.dieAt(call);
      done = true;
      try {
        written.now().in(place);
      } catch (IOException | RuntimeException e) {
        done = false;
      }
      disk.heal();
      assertThat(content(place, written)).isIn(old, now);
      leftSomething |= !leftOvers().isEmpty();
      new Ledger(folder.resolve("place")).lock().acquiredBy().close();
      assertThat(leftOvers()).isEmpty();
    }
    assertThat(leftSomething).isTrue();
    assertThat(content(place, written)).isEqualTo(now);
  }

  @ParameterizedTest
  @MethodSource("files")
  void aDiskThatTakesAFewBytesAtATimeGetsThemAll(Written written) throws IOException {
    String now = whole(written);
    Path place = place();
    written.old().in(place);
    disk.writePiecesOf(7);
    written.now().in(place);
    assertThat(content(place, written)).isEqualTo(now);
  }

  @Test
  void aLinkUnderANameThatCanBeForeseenIsNotFollowed() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "mine");
    Path file = folder.resolve("shared/plan.json");
    Files.createDirectory(folder.resolve("shared"));
    Files.createSymbolicLink(
        folder.resolve("shared/plan.json.tmp" + ProcessHandle.current().pid()), victim);
    Files.createSymbolicLink(file, victim);
    DurableFile.write(file, "new");
    assertThat(victim).hasContent("mine");
    assertThat(file).isRegularFile().hasContent("new");
    assertThat(Files.isSymbolicLink(file)).isFalse();
  }

  @Test
  void twoWritersOfOneFileDoNotMeet() throws IOException {
    Path file = folder.resolve("file");
    DurableFile.write(
        file,
        out -> {
          out.write(ByteBuffer.wrap("outer".getBytes(StandardCharsets.UTF_8)));
          DurableFile.write(file, "inner");
        });
    assertThat(file).hasContent("outer");
    assertThat(folder).isDirectoryContaining(path -> path.equals(file));
    assertThat(Files.list(folder)).hasSize(1);
  }

  @Test
  void onlyWhatIsOursIsSweptAway() throws IOException {
    Path trial = Files.createDirectories(folder.resolve("trials/0123456789abcdef/work"));
    Path ours = Files.writeString(trial.resolve("checkpoint.0123456789abcdef.tmp"), "half");
    Path beside =
        Files.writeString(trial.resolveSibling("weights.safetensors.fedcba9876543210.tmp"), "half");
    List<Path> others =
        List.of(
            Files.writeString(folder.resolve("notes.tmp"), "mine"),
            Files.writeString(trial.resolve("checkpoint"), "whole"),
            Files.createDirectory(folder.resolve("a.0123456789abcdef.tmp")));
    Path victim = Files.writeString(folder.resolve("victim"), "mine");
    Path link = Files.createSymbolicLink(folder.resolve("plan.json.0123456789abcdef.tmp"), victim);
    new Ledger(folder).lock().acquiredBy().close();
    assertThat(List.of(ours, beside, link)).allSatisfy(file -> assertThat(file).doesNotExist());
    assertThat(others).allSatisfy(file -> assertThat(file).exists());
    assertThat(victim).hasContent("mine");
  }

  @Test
  void aLockThatIsALinkIsNotFollowed() throws IOException {
    Path victim = folder.resolve("victim");
    Files.createSymbolicLink(folder.resolve(".lock"), victim);
    assertThatThrownBy(() -> new Ledger(folder).lock()).hasMessageContaining(folder.toString());
    assertThat(victim).doesNotExist();
  }
}
