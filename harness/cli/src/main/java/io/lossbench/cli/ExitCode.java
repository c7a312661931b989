package io.lossbench.cli;

/** What a script can tell from the exit code. */
final class ExitCode {
  static final int OK = 0;

  /** A trial or a check failed. */
  static final int FAILED = 1;

  /** The command line or the suite is wrong. */
  static final int USAGE = 2;

  /** The environment is at fault: files, disk, devices. */
  static final int ENVIRONMENT = 3;

  /** A bug of lossbench: EX_SOFTWARE of sysexits.h. */
  static final int BUG = 70;

  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
