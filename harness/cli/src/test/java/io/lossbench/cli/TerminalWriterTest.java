package io.lossbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lossbench.cli.terminal.TerminalWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalWriterTest {
  private static final String HOSTILE = "\u001b]0;title\u0007\u009b2J\u202egpj.exe";
  private static final String SHOWN = "\\u001b]0;title\\u0007\\u009b2J\\u202egpj.exe";

  @TempDir Path folder;

  @Test
  void everyWayToPrintIsEscaped() {
    StringWriter shown = new StringWriter();
    TerminalWriter out = TerminalWriter.of(new PrintWriter(shown));
    out.print(HOSTILE);
    out.println(HOSTILE);
    out.printf(Locale.ROOT, "%s%n", HOSTILE);
    out.append(HOSTILE).append(HOSTILE, 0, 1);
    out.write(HOSTILE.toCharArray());
    out.write(0x1b);
    out.println(new StringBuilder(HOSTILE));
    out.flush();
    assertThat(shown.toString().chars().filter(c -> c != '\n'))
        .noneMatch(c -> Character.isISOControl(c) || c == 0x202e);
    assertThat(shown.toString()).startsWith(SHOWN + SHOWN + System.lineSeparator());
  }

  @Test
  void onlyTheLineOfProgressIsRewritten() {
    StringWriter shown = new StringWriter();
    TerminalWriter.of(new PrintWriter(shown)).rewriteLine("epoch 1 " + HOSTILE);
    assertThat(shown).hasToString("\r\u001b[2K\u001b[?7lepoch 1 " + SHOWN + "\u001b[?7h");
  }

  @Test
  void noCommandForgetsIt() throws Exception {
    Path data = Files.createDirectories(folder.resolve("datasets"));
    Files.writeString(
        data.resolve("odd.yaml"),
        """
        dataset: odd
        title: "t\\e[2J"
        description: "d\\u202e"
        source: "s\\x9b"
        format: {type: csv, file: "odd\\a.csv"}
        """);
    Files.writeString(
        data.resolve("odd\u0007.csv"), "image,labels,split\na\u001b[2J.png,c,train\n");
    Path suite =
        Files.writeString(
            folder.resolve("s.yaml"),
            """
            suite: s
            description: "\\e[2J\\a \\u202e"
            datasets: [odd]
            "\\e[31m": 1
            losses: {"\\u009b": {type: "\\e]0;x\\a"}}
            """);
    String[] place = {"--datasets", data.toString(), "--data", folder.toString()};
    for (String command :
        new String[] {
          "validate " + suite,
          "validate --format json " + suite,
          "plan " + suite,
          "run " + suite,
          "datasets list",
          "datasets verify odd",
          "datasets stats odd",
          "datasets verify x\u001b[2J",
          "describe datasets",
          "describe odd",
          "describe \u001b[2J",
          "doctor",
          "\u001b[2J",
          "report \u202e",
          "export \u0007 x -o x.pt"
        }) {
      String[] words = command.split(" ");
      String[] all = words;
      if (!command.startsWith("\u001b")
          && !command.startsWith("report")
          && !command.startsWith("export")) {
        all = new String[words.length + place.length];
        System.arraycopy(words, 0, all, 0, words.length);
        System.arraycopy(place, 0, all, words.length, place.length);
      }
      Cli cli = Cli.run(all);
      assertThat((cli.out() + cli.err()).codePoints().filter(c -> c != '\n'))
          .as(command.replace('\u001b', 'E'))
          .isNotEmpty()
          .noneMatch(c -> Character.isISOControl(c) || c == 0x202e);
      assertThat(cli.err()).as(command).doesNotContain("\tat ");
    }
  }

  /** A stream that fails in a way nobody foresaw is as good a bug as any. */
  @Test
  void aBugHasAnExitCodeOfItsOwnAndOneTrace() {
    PrintWriter failing =
        new PrintWriter(
            new Writer() {
              @Override
              public void write(char[] text, int from, int length) {
                throw new IllegalStateException("nobody foresaw this");
              }

              @Override
              public void flush() {}

              @Override
              public void close() {}
            });
    for (String[] command : new String[][] {{"schema"}, {"schema", "--stacktrace"}}) {
      StringWriter err = new StringWriter();
      assertThat(Main.execute(failing, new PrintWriter(err), command)).isEqualTo(70);
      assertThat(err.toString())
          .startsWith("error: this is a bug of lossbench")
          .contains("Please report it")
          .containsOnlyOnce("IllegalStateException: nobody foresaw this");
    }
  }

  @Test
  void aNamedErrorHasATraceOnlyWhenItIsAskedFor() {
    Cli plain = Cli.run("validate", folder.resolve("none.yaml").toString());
    assertThat(plain.code()).isEqualTo(2);
    assertThat(plain.err()).contains("no such file").doesNotContain("\tat ");
    Cli traced = Cli.run("validate", folder.resolve("none.yaml").toString(), "--stacktrace");
    assertThat(traced.code()).isEqualTo(2);
    assertThat(traced.err()).contains("no such file").contains("\tat ");
  }
}
