package io.lossbench.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.core.detection.HandMadeDetections;
import io.lossbench.core.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a report of detectors shows besides: AP by size, and precision over recall. */
class DetectionReportTest {
  @TempDir Path folder;
  private Ledger ledger;

  @BeforeEach
  void ledgerWithDetections() throws IOException {
    ledger = HandMadeDetections.ledger(folder.resolve("made"));
  }

  private String report() throws IOException {
    return Files.readString(ReportWriter.write(ledger, folder).html());
  }

  private static String figure(String html, String id) {
    int from = html.indexOf("<figure class=\"card\" id=\"generated-scenes/small/" + id + "\">");
    assertThat(from).as(id).isPositive();
    return html.substring(from, html.indexOf("</figure>", from));
  }

  @Test
  void showsAveragePrecisionBySizeWithIntervals() throws IOException {
    assertThat(figure(report(), "parts"))
        .contains("AP by size of the objects", ">small</text>", ">large</text>")
        .contains("part,metric,loss,repetition,value,mean,low_95,high_95\n")
        .containsPattern("\nsmall,APs,bce,1,99\\.9999[0-9]*,99\\.9999")
        .containsPattern("\nlarge,APl,asl,2,99\\.9999[0-9]*,49\\.9999");
    assertThat(Files.readString(folder.resolve("made.md")))
        .contains(
            "| loss | small, APs | its 95 % interval | medium, APm |",
            "| bce | 100.00 | 100.00 to 100.00 | 30.00 | 30.00 to 30.00 | 0.00 | 0.00 to 0.00 |");
  }

  @Test
  void showsPrecisionOverRecallOfAllClassesAndOfEach() throws IOException {
    String html = report();
    assertThat(figure(html, "recall"))
        .contains(
            "loss,at,recall,precision,lowest,highest\n",
            "\nbce,IoU 0.75,0.5,50.0,50.0,50.0\n",
            "\nbce,IoU 0.75,0.51,0.0,0.0,0.0\n",
            "\nasl,IoU 0.50,1.0,75.0,50.0,100.0\n");
    assertThat(figure(html, "recall/IoU-0.75"))
        .contains(
            "class,recall,bce,asl\n", "\nbee,0.0,0.0,50.0\n", ">&lt;b&gt;ant&lt;/b&gt;</text>")
        // There are no cats to be found.
        .doesNotContain("\ncat,");
    assertThat(html).doesNotContain("is not known of", "<b>ant");
  }

  @Test
  void saysWhatALedgerWithoutDetectionsDoesNotKnow() throws IOException {
    HandMadeDetections.removePredictions(ledger);
    String absent =
        "Precision over recall is not known of these trials: their predictions are not in the"
            + " ledger";
    assertThat(report())
        .contains(absent)
        // Detectors predict nothing that calibration speaks of.
        .doesNotContain("small/recall", "Calibration is not known");
    assertThat(Files.readString(folder.resolve("made.md"))).contains(absent);
    assertThat(figure(report(), "parts")).contains("<svg ");
  }
}
