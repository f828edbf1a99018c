package io.tgl.eval.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code tgl}. */
@Command(
        name = "tgl",
        description = "Learning on dynamic graphs: train, evaluate, compare with published results, reproduce.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        subcommands = {
            RunCommand.class,
            BenchmarkCommand.class,
            ClassifyCommand.class,
            AffinityCommand.class,
            NodesCommand.class,
            LookupCommand.class,
            ReproduceCommand.class,
            ScoreCommand.class,
            PredictCommand.class,
            StreamCommand.class,
            AuditCommand.class,
            DataCommand.class,
            NegativesCommand.class,
            HelpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:input or result not as it must be",
            "2:options that cannot be understood",
            "130:interrupted (Ctrl-C)"
        })
public final class Tgl {
    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Print the stack trace of an error and log more.")
    private boolean debug;

    /** Held, because a logger that nobody holds forgets its level: the Parquet reader greets at INFO. */
    private static final Logger PARQUET = Logger.getLogger("dev.hardwood");

    private Tgl() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] args) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "io/tgl/eval/cli/logback.xml");
        }
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    /** Runs a command that prints to these writers; returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        Tgl tgl = new Tgl();
        PARQUET.setLevel(Level.WARNING);
        CommandLine commands = new CommandLine(tgl)
                .setOut(out)
                .setErr(err)
                .setOverwrittenOptionsAllowed(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpLongOptionsMaxWidth(28)
                .setParameterExceptionHandler(Failures::usage)
                .setExecutionExceptionHandler((e, command, _) -> Failures.execution(e, command, tgl.debug));
        // A repeated option replaces the one before, so that scripts/run takes options after its own.
        CommandLine.tracer().setLevel(CommandLine.TraceLevel.OFF);
        if (args.length == 0) {
            commands.usage(err);
            return ExitCode.USAGE;
        }
        try {
            return commands.execute(args);
        } catch (OutOfMemoryError e) {
            return Failures.memory(e, commands);
        } finally {
            Interrupt.finished();
        }
    }
}
