package io.lossbench.cli.terminal;

import io.lossbench.core.file.PrintableText;
import java.io.PrintWriter;

/**
 * A stream of the program: whatever a file's author wrote, nothing of it steers the terminal. All
 * output of all commands goes through one.
 */
public final class TerminalWriter extends PrintWriter {
  /** Back to the start of the line, the line cleared, and no more lines if the text is too long. */
  private static final String AGAIN = "\r\u001b[2K\u001b[?7l";

  /** Long lines are continued again. */
  private static final String WRAPPED = "\u001b[?7h";

  private TerminalWriter(PrintWriter out) {
    super(out, true);
  }

  public static TerminalWriter of(PrintWriter out) {
    return out instanceof TerminalWriter terminal ? terminal : new TerminalWriter(out);
  }

  /** Replaces what stands in the present line of a terminal, cut off at its edge. */
  public void rewriteLine(String line) {
    super.write(AGAIN, 0, AGAIN.length());
    print(line);
    super.write(WRAPPED, 0, WRAPPED.length());
    flush();
  }

  @Override
  public void write(int character) {
    write(String.valueOf((char) character));
  }

  @Override
  public void write(char[] text, int from, int length) {
    write(new String(text, from, length));
  }

  @Override
  public void write(String text, int from, int length) {
    String printable = PrintableText.of(text.substring(from, from + length));
    super.write(printable, 0, printable.length());
  }
}
