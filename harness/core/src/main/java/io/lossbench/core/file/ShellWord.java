package io.lossbench.core.file;

import java.util.regex.Pattern;

/** A word as one pastes it into a shell: whatever it holds, it stays one word and runs nothing. */
public final class ShellWord {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:,@%+=-]+");

  private ShellWord() {}

  /**
   * The word in POSIX quotes where it needs them; in the {@code $'...'} of bash and zsh where it
   * holds what cannot be shown.
   */
  public static String of(String text) {
    if (PLAIN.matcher(text).matches()) {
      return text;
    }
    String shown = PrintableText.of(text);
    if (shown.equals(text) && text.indexOf('\n') < 0 && text.indexOf('\t') < 0) {
      return "'" + text.replace("'", "'\\''") + "'";
    }
    StringBuilder escaped = new StringBuilder();
    text.replace("\\", "\\\\")
        .replace("'", "\\'")
        .replace("\n", "\\n")
        .replace("\t", "\\t")
        .codePoints()
        .forEach(point -> escaped.append(PrintableText.of(Character.toString(point))));
    return "$'" + escaped + "'";
  }

  /** A file, which is no option whatever it starts with. */
  public static String ofFile(String file) {
    return of(file.startsWith("-") ? "./" + file : file);
  }
}
