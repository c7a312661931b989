package io.lossbench.cli;

import io.lossbench.core.HarnessException;
import io.lossbench.core.suite.SuiteException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program. */
@Command(
    name = "lossbench",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
      "Compares multi-label losses: trains and evaluates the variants of a suite with fixed seeds, and says what the"
          + " difference between them is worth.",
      ""
    },
    footer = {
      "",
      "Start here:",
      "  lossbench run suites/quickstart.yaml     train, evaluate, write results/ and reports/",
      "  lossbench describe losses                what can be compared, with defaults and sources",
      "  lossbench doctor                         what is missing on this machine",
      "",
      "Exit codes: 0 ok, 1 a trial or a check failed, 2 wrong usage or suite, 3 environment, 130 interrupted."
    },
    subcommands = {
      RunCommand.class,
      PlanCommand.class,
      ValidateCommand.class,
      ReportCommand.class,
      VerifyCommand.class,
      ScoreCommand.class,
      DescribeCommand.class,
      ExportCommand.class,
      DatasetsCommand.class,
      BenchCommand.class,
      DoctorCommand.class,
      SchemaCommand.class,
      AutoComplete.GenerateCompletion.class
    })
public final class Main implements Runnable {
  @Option(
      names = "--stacktrace",
      description = "Show where an error comes from.",
      scope = CommandLine.ScopeType.INHERIT)
  boolean stacktrace;

  @CommandLine.Spec CommandLine.Model.@Nullable CommandSpec spec;

  /** The program's version, as the build wrote it. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"lossbench " + number()};
    }

    static String number() {
      String version = Main.class.getPackage().getImplementationVersion();
      return version == null ? "0.1.0" : version;
    }
  }

  @Override
  public void run() {
    if (spec != null) {
      spec.commandLine().usage(spec.commandLine().getOut());
    }
  }

  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = execute(out, err, arguments);
    out.flush();
    err.flush();
    System.exit(code);
  }

  /** Runs a command with its streams; what tests call. */
  static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    Main main = new Main();
    CommandLine commandLine = new CommandLine(main);
    commandLine.setOut(out).setErr(err);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(
        (exception, command, parsed) -> {
          if (main.stacktrace) {
            exception.printStackTrace(err);
          }
          if (exception instanceof SuiteException) {
            err.println(exception.getMessage());
            return ExitCode.USAGE;
          } else if (exception instanceof HarnessException) {
            err.println("error: " + exception.getMessage());
            return ExitCode.ENVIRONMENT;
          } else if (exception instanceof InterruptedException) {
            return ExitCode.INTERRUPTED;
          }
          // A bug keeps its stack trace.
          exception.printStackTrace(err);
          return ExitCode.ENVIRONMENT;
        });
    return commandLine.execute(arguments);
  }
}
