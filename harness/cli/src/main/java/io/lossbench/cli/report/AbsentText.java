package io.lossbench.cli.report;

/** The words for what is not known of some trials of a comparison. */
final class AbsentText {
  private AbsentText() {}

  /**
   * A sentence; empty if all is known.
   *
   * @param what is not known, at the head of a sentence
   * @param without of the trials, those of which it is not known
   * @param why it could not be made, after "their"
   */
  static String of(String what, int trials, int without, String why) {
    return without == 0
        ? ""
        : what
            + " is not known of "
            + (without == trials ? "these trials" : without + " of " + trials + " trials")
            + ": their "
            + why
            + ", and nothing was kept of a time when they were there.";
  }
}
