package io.lossbench.core.file;

/**
 * Text from anywhere, safe to show: characters that steer a terminal, reorder a line or hide in it
 * are written as {@code \u001b}, which JSON reads back.
 *
 * <p>These are the control characters but tab and line feed, bidirectional controls (Unicode TR 9;
 * "Trojan Source", CVE-2021-42574), line and paragraph separators, byte order marks, tags, and
 * halves of surrogate pairs.
 */
public final class PrintableText {
  private PrintableText() {}

  /** The text, with every such character escaped. */
  public static String of(String text) {
    if (text.codePoints().noneMatch(PrintableText::isUnsafe)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            point -> {
              if (isUnsafe(point)) {
                for (char unit : Character.toChars(point)) {
                  escaped.append("\\u");
                  String digits = Integer.toHexString(unit);
                  escaped.append("0".repeat(4 - digits.length())).append(digits);
                }
              } else {
                escaped.appendCodePoint(point);
              }
            });
    return escaped.toString();
  }

  private static boolean isUnsafe(int point) {
    return (Character.isISOControl(point) && point != '\n' && point != '\t')
        || point == 0x061C
        || (point >= 0x200E && point <= 0x200F)
        || (point >= 0x2028 && point <= 0x202E)
        || (point >= 0x2066 && point <= 0x2069)
        || point == 0xFEFF
        || (point >= 0xD800 && point <= 0xDFFF)
        || (point >= 0xE0000 && point <= 0xE007F);
  }
}
