package io.lossbench.cli.terminal;

/** What a script can tell from the exit code. */
public final class ExitCode {
  public static final int OK = 0;

  /** A trial or a check failed. */
  public static final int FAILED = 1;

  /** The command line or the suite is wrong. */
  public static final int USAGE = 2;

  /** The environment is at fault: files, disk, devices. */
  public static final int ENVIRONMENT = 3;

  /** A bug of lossbench: EX_SOFTWARE of sysexits.h. */
  public static final int BUG = 70;

  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
