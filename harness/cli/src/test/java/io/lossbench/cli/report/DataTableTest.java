package io.lossbench.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DataTableTest {
  @Test
  void numbersReadBackToTheSameBitsAndNoneIsEmpty() {
    assertThat(new DataTable("class", "value").row("cat", .1 + .2).row("dog", Double.NaN).csv())
        .isEqualTo("class,value\ncat,0.30000000000000004\ndog,\n");
  }

  @Test
  void aSpreadsheetRunsNoText() {
    assertThat(
            new DataTable("=cmd|'/c calc'!A1", "-1")
                .row("@SUM(1)", -1.5)
                .row("a,\"b\"", "\u202e")
                .csv())
        .isEqualTo("'=cmd|'/c calc'!A1,'-1\n'@SUM(1),-1.5\n\"a,\"\"b\"\"\",\\u202e\n");
  }
}
