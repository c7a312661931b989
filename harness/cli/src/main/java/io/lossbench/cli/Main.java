package io.lossbench.cli;

import io.lossbench.cli.command.AcceptCommand;
import io.lossbench.cli.command.BenchCommand;
import io.lossbench.cli.command.CheckCommand;
import io.lossbench.cli.command.CheckLossCommand;
import io.lossbench.cli.command.CompareCommand;
import io.lossbench.cli.command.DatasetsCommand;
import io.lossbench.cli.command.DescribeCommand;
import io.lossbench.cli.command.DoctorCommand;
import io.lossbench.cli.command.EmbedCommand;
import io.lossbench.cli.command.ExportCommand;
import io.lossbench.cli.command.HistoryCommand;
import io.lossbench.cli.command.MergeCommand;
import io.lossbench.cli.command.PlanCommand;
import io.lossbench.cli.command.ReportCommand;
import io.lossbench.cli.command.ReproduceCommand;
import io.lossbench.cli.command.RunCommand;
import io.lossbench.cli.command.SchemaCommand;
import io.lossbench.cli.command.ScoreCommand;
import io.lossbench.cli.command.StatusCommand;
import io.lossbench.cli.command.SubmitCommand;
import io.lossbench.cli.command.ValidateCommand;
import io.lossbench.cli.command.VerifyCommand;
import io.lossbench.cli.launch.Version;
import io.lossbench.cli.terminal.ExitCode;
import io.lossbench.cli.terminal.TerminalWriter;
import io.lossbench.core.HarnessException;
import io.lossbench.core.suite.Diagnostic;
import io.lossbench.core.suite.Suggestion;
import io.lossbench.core.suite.SuiteException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program. */
@Command(
    name = "lossbench",
    mixinStandardHelpOptions = true,
    versionProvider = Main.VersionLine.class,
    description = {
      "Compares multi-label losses: trains and evaluates the variants of a suite with fixed seeds,"
          + " and says what the difference between them is worth.",
      ""
    },
    footer = {
      "",
      "Start here:",
      "  lossbench run suites/quickstart.yaml     train, evaluate, write results/ and reports/",
      "  lossbench describe losses                what can be compared, with defaults and sources",
      "  lossbench doctor                         what is missing on this machine",
      "",
      "Exit codes: 0 ok, 1 a check or trial failed, 2 wrong usage or suite,",
      "            3 environment, 70 a bug of lossbench, 130 interrupted."
    },
    subcommands = {
      RunCommand.class,
      PlanCommand.class,
      ValidateCommand.class,
      SubmitCommand.class,
      StatusCommand.class,
      MergeCommand.class,
      ReportCommand.class,
      VerifyCommand.class,
      CheckCommand.class,
      AcceptCommand.class,
      CompareCommand.class,
      HistoryCommand.class,
      ReproduceCommand.class,
      ScoreCommand.class,
      DescribeCommand.class,
      EmbedCommand.class,
      CheckLossCommand.class,
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

  /** What {@code --version} prints. */
  static final class VersionLine implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"lossbench " + Version.number()};
    }
  }

  @Override
  public void run() {
    if (spec != null) {
      spec.commandLine().usage(spec.commandLine().getOut());
    }
  }

  public static void main(String[] arguments) {
    // Where a format has no locale of its own: no digits but 0 to 9, no Turkish i.
    Locale.setDefault(Locale.ROOT);
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
    TerminalWriter errors = TerminalWriter.of(err);
    CommandLine commandLine = new CommandLine(main);
    commandLine.setOut(TerminalWriter.of(out)).setErr(errors);
    // Its codes could not be told from those that a file's author wrote.
    commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.registerConverter(Path.class, Main::path);
    commandLine.setParameterExceptionHandler((e, given) -> wrongUsage(e, errors));
    commandLine.setExecutionExceptionHandler(
        (e, command, parsed) -> main.answer(e, command, errors));
    int code;
    try {
      code = commandLine.execute(arguments);
    } catch (Error e) {
      code = main.answer(e, commandLine, errors);
    }
    return written(out, errors, code);
  }

  /** A command has not succeeded as long as nobody can read its result. */
  private static int written(PrintWriter out, PrintWriter err, int code) {
    if (!out.checkError()) {
      return code;
    }
    err.println(
        "error: the output could not be written whole: the disk is full, or its reader has gone");
    return code == ExitCode.OK ? ExitCode.ENVIRONMENT : code;
  }

  private static int wrongUsage(CommandLine.ParameterException e, PrintWriter err) {
    String close = "";
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
      CommandLine command = e.getCommandLine();
      Set<String> known = new TreeSet<>(command.getSubcommands().keySet());
      known.addAll(command.getCommandSpec().optionsMap().keySet());
      close = Suggestion.of(unmatched.getUnmatched().get(0), known);
    }
    err.println("error: " + e.getMessage() + (close.isEmpty() ? "" : "; " + close));
    err.println("See `" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help`.");
    return ExitCode.USAGE;
  }

  /** Says what went wrong and gives the exit code. */
  private int answer(Throwable e, CommandLine command, PrintWriter err) {
    boolean known = true;
    int code;
    if (e instanceof SuiteException) {
      err.println(e.getMessage());
      code = ExitCode.USAGE;
    } else if (e instanceof HarnessException) {
      err.println("error: " + e.getMessage());
      code = ExitCode.ENVIRONMENT;
    } else if (e instanceof InvalidPathException path) {
      err.println("error: " + unusable(path));
      code = ExitCode.ENVIRONMENT;
    } else if (e instanceof OutOfMemoryError) {
      err.println(
          "error: Java's memory ran out ("
              + e.getMessage()
              + "); give it more with JAVA_TOOL_OPTIONS=-Xmx8g");
      code = ExitCode.ENVIRONMENT;
    } else if (e instanceof InterruptedException) {
      err.println("interrupted");
      code = ExitCode.INTERRUPTED;
    } else {
      known = false;
      code = ExitCode.BUG;
      err.println(
          "error: this is a bug of lossbench, neither your suite nor your machine is at fault."
              + " Please report it (SECURITY.md says where) with what follows:");
      err.println(
          "lossbench "
              + Version.number()
              + ", Java "
              + System.getProperty("java.version")
              + ", command "
              + command.getCommandSpec().qualifiedName());
    }
    if (!known || stacktrace) {
      e.printStackTrace(err);
    }
    return code;
  }

  private static Path path(String written) {
    try {
      return Path.of(written);
    } catch (InvalidPathException e) {
      throw new CommandLine.TypeConversionException(unusable(e));
    }
  }

  private static String unusable(InvalidPathException e) {
    String path = Diagnostic.quoted(e.getInput());
    return e.getInput().indexOf('\0') >= 0
        ? path + " is no file name: it holds the character NUL"
        : e.getInput().chars().anyMatch(c -> c > 127)
            ? path
                + " cannot be a file name under the character set "
                + System.getProperty("sun.jnu.encoding")
                + " of your locale; set LC_ALL to one of UTF-8, such as C.UTF-8"
            : path + " is no file name: " + e.getReason();
  }
}
