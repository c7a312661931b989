package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.core.file.Digest;
import io.lossbench.core.ledger.Ledger;
import io.lossbench.core.ledger.Outcome;
import io.lossbench.core.ledger.TrialRecord;
import io.lossbench.core.plan.Trial;
import io.lossbench.core.suite.CanonicalJson;
import io.lossbench.core.suite.Settings;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Rows trained again from their records alone, and runs that depart from nothing. */
@Timeout(240)
class ReproduceIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Finished trials of {@code bce} and {@code asl}, two epochs each, with one thread. */
  @TempDir static Path trained;

  @TempDir Path folder;

  @BeforeAll
  static void train() throws Exception {
    System.setProperty("lossbench.home", Cli.REPOSITORY.toString());
    Path images = Files.createDirectories(trained.resolve("datasets/pictures"));
    StringBuilder table = new StringBuilder("image,labels,split\n");
    for (int i = 0; i < 48; i++) {
      BufferedImage image = new BufferedImage(20, 24, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          image.setRGB(x, y, (i % 2 == 0 ? 0xA00000 : 0x0000A0) + (i << 10) + (x * 7 + y * 3) % 40);
        }
      }
      ImageIO.write(image, "png", images.resolve(i + ".png").toFile());
      table.append(i).append(".png,").append(i % 2 == 0 ? "even" : "odd");
      table.append(i < 32 ? ",train\n" : ",test\n");
    }
    Path datasets = trained.resolve("datasets");
    Files.writeString(datasets.resolve("mine.csv"), table);
    Files.writeString(
        datasets.resolve("mine.yaml"),
        "dataset: mine\nformat: {type: csv, file: mine.csv, images: pictures}\n");
    Files.writeString(
        trained.resolve("twice.yaml"),
        """
        suite: twice
        repetitions: 1
        datasets: [mine]
        backbones: {small: {type: resnet20, image-size: 24}}
        losses: {bce: {type: bce}, asl: {type: asl}}
        train: {epochs: 2, batch-size: 8, augment: [{horizontal-flip: 0.5}]}
        """);
    Path log = trained.resolve("log");
    Process run = Cli.process(log, List.of(), runOf(trained).toArray(new String[0])).start();
    assertThat(run.waitFor(200, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).as(Files.readString(log)).isZero();
  }

  /** The command that trained, with its data in a folder and its results there. */
  private static List<String> runOf(Path place) {
    return List.of(
        "run",
        trained.resolve("twice.yaml").toString(),
        "--threads",
        "1",
        "--datasets",
        place.resolve("datasets").toString(),
        "--results",
        place.toString(),
        "--no-report");
  }

  private Cli locked(String... more) {
    List<String> command = new ArrayList<>(runOf(folder));
    command.add("--locked");
    command.addAll(List.of(more));
    return Cli.run(command.toArray(new String[0]));
  }

  /** Reproduces results that lie in the test's folder, with the data that they were trained on. */
  private Cli reproduce(String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "reproduce",
                folder.resolve("twice").toString(),
                "--data",
                trained.resolve("datasets").toString()));
    command.addAll(List.of(more));
    return Cli.run(command.toArray(new String[0]));
  }

  /** Copies what lies in the folder of the trained suite under names that match. */
  private void copy(String names) throws IOException {
    try (var files = Files.walk(trained)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = folder.resolve(trained.relativize(file));
        if (trained.relativize(file).toString().matches(names)) {
          Files.createDirectories(Objects.requireNonNull(to.getParent()));
          Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private void copyRecords() throws IOException {
    copy("twice/trials/.*/record\\.json");
  }

  private TrialRecord record(String loss) {
    return new Ledger(folder.resolve("twice"))
        .records().stream()
            .filter(record -> record.trial().loss().equals(loss))
            .findFirst()
            .orElseThrow();
  }

  private Outcome outcome(String loss) {
    return Objects.requireNonNull(record(loss).outcome());
  }

  private Path recordFile(String loss) {
    return folder.resolve("twice/trials/" + record(loss).trial().id() + "/record.json");
  }

  /** Replaces the first group of the pattern's first match, and seals the file anew. */
  private static void alter(Path file, String pattern, String by) throws IOException {
    String text = Files.readString(file);
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
    assertThat(matcher.find()).as(pattern + " in " + file).isTrue();
    text = text.substring(0, matcher.start(1)) + by + text.substring(matcher.end(1));
    Map<String, Object> content =
        JSON.readValue(text, new TypeReference<LinkedHashMap<String, Object>>() {});
    content.remove("sha256");
    content.put("sha256", Digest.sha256().update(CanonicalJson.of(content)).hex());
    Files.writeString(file, JSON.writeValueAsString(content));
  }

  @Test
  void rowsComeOutOfTheirRecordsAloneWithTheSameBits() throws IOException {
    copyRecords();
    TrialRecord failed = failed(record("bce"));
    new Ledger(folder.resolve("twice")).commit(failed);
    Path kept = folder.resolve("kept");
    Cli again = reproduce("--all", "--keep", kept.toString());
    assertThat(again.code()).as(again.out() + again.err()).isZero();
    assertThat(again.out())
        .containsPattern("same bits +mine/small/asl#1  mAP raw ")
        .containsPattern("same bits +mine/small/bce#1  mAP raw ")
        .containsPattern("skipped +mine/small/gone#1  it failed when it was run: the disk is full")
        .contains("twice reproduced: 2 same bits, 1 skipped", "the new records are in ");
    assertThat(Cli.run("verify", kept.toString()).out()).contains("2 records and ");
    assertThat(kept.resolve("trials/" + record("asl").trial().id() + "/weights.safetensors"))
        .hasSameBinaryContentAs(
            trained.resolve("twice/trials/" + record("asl").trial().id() + "/weights.safetensors"));

    // What lies there would pass for trained now.
    Cli over = reproduce("--all", "--keep", kept.toString());
    assertThat(over.code()).isEqualTo(ExitCode.USAGE);
    assertThat(over.err()).contains("is not empty");
  }

  /** A row of another loss that failed. */
  private static TrialRecord failed(TrialRecord like) {
    Settings spec = like.trial().spec().with("loss", Map.of("type", "gone"));
    String id = Digest.sha256().update(CanonicalJson.of(spec.asMap())).hex().substring(0, 16);
    return TrialRecord.failed(
        like.suite(),
        new Trial(id, like.trial().dataset(), like.trial().backbone(), "gone", 1, spec),
        like.provenance(),
        new TrialRecord.Failure("the disk is full", ""));
  }

  @Test
  void digitsChangedUnderANewSealAreCaughtAtTheirEpochAndQuantity() throws IOException {
    copyRecords();
    double loss = outcome("asl").epochs().get(1).trainLoss();
    alter(recordFile("asl"), "\"epoch\" : 2,\\s+\"trainLoss\" : ([^,]+)", seventh(loss));
    double map = Objects.requireNonNull(outcome("bce").weights().get(0).metrics().get("mAP"));
    alter(recordFile("bce"), "\"mAP\" : ([^,]+)", seventh(map));
    Cli again = reproduce("--sample", "2", "--tolerance", "100");
    assertThat(again.code()).as(again.out() + again.err()).isEqualTo(ExitCode.FAILED);
    assertThat(again.out())
        .containsPattern("other bits +mine/small/asl#1  the terms are the same")
        .contains("they part in epoch 2: training loss was " + seventh(loss) + ", is " + loss)
        .containsPattern("other bits +mine/small/bce#1  the terms are the same")
        .contains("they part in epoch 2: raw mAP was " + seventh(map) + ", is " + map)
        .contains("twice not reproduced: 2 other bits");
  }

  /** A number with another seventh digit. */
  private static String seventh(double value) {
    return String.valueOf(value + Math.pow(10, Math.floor(Math.log10(value)) - 6));
  }

  @Test
  void onOtherTermsTheToleranceDecides() throws IOException {
    copyRecords();
    Path record = recordFile("bce");
    double map = Objects.requireNonNull(outcome("bce").weights().get(0).metrics().get("mAP"));
    alter(record, "\"mAP\" : ([^,]+)", String.valueOf(map - 0.3));
    alter(record, "\"threads\"\\s*:\\s*(\\d+)", "2");
    Cli within = reproduce("--trial", "mine/small/bce#1", "--threads", "1", "--format", "json");
    assertThat(within.code()).as(within.out() + within.err()).isZero();
    assertThat(within.out())
        .contains("\"verdict\" : \"WITHIN_TOLERANCE\"")
        .contains(
            "mAP differs by 0.30, accepted is 0.50; bits cannot be asked for, the terms differ: threads")
        .containsPattern("\"field\" : \"threads\",\\s+\"before\" : \"2\",\\s+\"now\" : \"1\"");
    Cli beyond =
        reproduce("--trial", record("bce").trial().id(), "--threads", "1", "--tolerance", "0.1");
    assertThat(beyond.code()).isEqualTo(ExitCode.FAILED);
    assertThat(beyond.out()).contains("beyond tolerance  mine/small/bce#1  mAP differs by 0.30");
  }

  @Test
  void aFlippedDigitIsNamedBeforeAnythingIsTrained() throws IOException {
    copyRecords();
    Path record = recordFile("bce");
    Files.writeString(record, Files.readString(record).replaceFirst("(\"mAP\" : )\\d", "$19"));
    Cli again = reproduce();
    assertThat(again.code()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(again.err())
        .contains("the record " + record + " is damaged: its content does not fit its own sha256");
  }

  @Test
  void otherDataIsRefusedByReproduceAndByALockedRun() throws IOException {
    copy("twice/.*|datasets/.*");
    Path table = folder.resolve("datasets/mine.csv");
    Files.writeString(table, Files.readString(table).replace("0.png,even", "0.png,odd"));
    Cli again =
        Cli.run(
            "reproduce",
            folder.resolve("twice").toString(),
            "--data",
            folder.resolve("datasets").toString());
    assertThat(again.code()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(again.err())
        .contains("is not what it was trained on: the fingerprint of dataset 'mine' is ");
    String plan = Files.readString(folder.resolve("twice/plan.json"));
    Cli run = locked();
    assertThat(run.code()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(run.err()).contains("datasets.mine is locked to ");
    assertThat(folder.resolve("twice/plan.json")).hasContent(plan);
  }

  @Test
  void aLockedRunDepartsFromNothing() throws IOException {
    copy("twice/.*|datasets/.*");
    Path plan = folder.resolve("twice/plan.json");
    Cli same = locked();
    assertThat(same.code()).as(same.err()).isZero();
    assertThat(same.out()).contains("2 trials: 2 done before, 0 trained now");

    Cli suite = locked("--set", "train.epochs=3");
    assertThat(suite.code()).isEqualTo(ExitCode.USAGE);
    assertThat(suite.err()).contains("plan.json: train.epochs is locked to 2, and is 3");

    alter(plan, "\"lossbench\" : \"([^\"]+)", "0.0.9");
    Cli version = locked();
    assertThat(version.code()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(version.err()).contains("lossbench is locked to 0.0.9, and is ");
    assertThat(Cli.run("verify", folder.resolve("twice").toString()).out())
        .contains("some trials were made on other terms than plan.json locks: lossbench");

    Files.delete(plan);
    Cli none = locked();
    assertThat(none.code()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(none.err()).contains("--locked, and there is no " + plan);
  }

  @Test
  void whatCannotBeMeantIsSaid() throws IOException {
    copyRecords();
    assertThat(reproduce("--trial", "nothing").err())
        .contains("--trial nothing is none of the 2 rows of ");
    assertThat(reproduce("--sample", "0").err()).contains("--sample is 1 or more, not 0");
    assertThat(reproduce("--sample", "1", "--all").code()).isEqualTo(ExitCode.USAGE);
    assertThat(reproduce("--tolerance", "-1").code()).isEqualTo(ExitCode.USAGE);
    assertThat(reproduce("--jobs", "0").err()).contains("--jobs is 1 to 1024, not 0");
    assertThat(Cli.run("reproduce", folder.resolve("nowhere").toString()).err())
        .contains("there are no results in ");
  }
}
