package io.lossbench.core.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class PrintableTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "tab\there\nand a line",
        "Straße, 套件, café, ٣, 😀👩‍🔬",
        "\u00a0–−≤",
        "\\u001b is six characters"
      })
  void leavesTextAlone(String text) {
    assertThat(PrintableText.of(text)).isEqualTo(text);
  }

  @Test
  void escapesWhatSteersATerminalOrReordersALine() {
    assertThat(PrintableText.of("\u001b[2J\u0007\r\u0000\u007f\u009b31m"))
        .isEqualTo("\\u001b[2J\\u0007\\u000d\\u0000\\u007f\\u009b31m");
    for (int point = 0; point <= 0x10FFFF; point++) {
      boolean bidi =
          switch (Character.getDirectionality(point)) {
            case Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING,
                Character.DIRECTIONALITY_LEFT_TO_RIGHT_OVERRIDE,
                Character.DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING,
                Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE,
                Character.DIRECTIONALITY_POP_DIRECTIONAL_FORMAT,
                Character.DIRECTIONALITY_LEFT_TO_RIGHT_ISOLATE,
                Character.DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE,
                Character.DIRECTIONALITY_FIRST_STRONG_ISOLATE,
                Character.DIRECTIONALITY_POP_DIRECTIONAL_ISOLATE ->
                true;
            default -> point == 0x200E || point == 0x200F || point == 0x061C;
          };
      boolean control = Character.isISOControl(point) && point != '\n' && point != '\t';
      if (bidi || control) {
        assertThat(PrintableText.of(Character.toString(point)))
            .as("U+%X", point)
            .matches("\\\\u[0-9a-f]{4}");
      }
    }
  }

  @Test
  void escapesTagsAndHalvesOfPairs() {
    assertThat(PrintableText.of("a\udb40\udc41b\ud800c")).isEqualTo("a\\udb40\\udc41b\\ud800c");
    assertThat(PrintableText.of("\ufeffa\u2028b")).isEqualTo("\\ufeffa\\u2028b");
  }

  @Test
  void insideJsonTheEscapesMeanTheSameText() {
    String hostile = "a\u202eb\u009bc\udb40\udc41";
    JsonMapper json = JsonMapper.builder().build();
    String printed = PrintableText.of(json.writeValueAsString(hostile));
    assertThat(json.readValue(printed, String.class)).isEqualTo(hostile);
  }
}
