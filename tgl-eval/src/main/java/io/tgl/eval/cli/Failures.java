package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One clear line for each error; the stack trace only with {@code --debug}. */
final class Failures {
    private static final Pattern CHOICES = Pattern.compile("(?<=expected one of )\\[[A-Z0-9_, ]+]");

    private Failures() {}

    /** Options that cannot be understood. */
    static int usage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr().println("error: " + asTyped(String.valueOf(e.getMessage())));
        UnmatchedArgumentException.printSuggestions(e, command.getErr());
        command.getErr().println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    /** Choices as they are written on the command line; the parser names the constants behind them. */
    private static String asTyped(String message) {
        return CHOICES.matcher(message).replaceAll(found -> found.group().toLowerCase(Locale.ROOT));
    }

    /** A command that could not do its work. */
    static int execution(Exception e, CommandLine command, boolean debug) {
        if (debug) {
            e.printStackTrace(command.getErr());
        }
        command.getErr().println("error: " + message(e));
        return e instanceof CancellationException ? ExitCode.INTERRUPTED : ExitCode.FAILED;
    }

    /** Data or a model larger than the heap. */
    static int memory(OutOfMemoryError e, CommandLine command) {
        command.getErr()
                .println("error: expected data and model to fit into the heap of "
                        + (Runtime.getRuntime().maxMemory() >> 20) + " MiB, found that they do not (" + e.getMessage()
                        + "); TGL_JAVA_OPTS=-Xmx... allows more; ids with gaps need more with --keep-ids");
        return ExitCode.FAILED;
    }

    private static String message(Exception e) {
        return switch (e) {
            case InvalidInput input -> String.valueOf(input.getMessage());
            case CancellationException cancelled -> String.valueOf(cancelled.getMessage());
            case UncheckedIOException io -> String.valueOf(io.getMessage());
            case IOException io -> io.getMessage() == null ? io.toString() : String.valueOf(io.getMessage());
            default -> e + " (a fault of this program; --debug shows where)";
        };
    }
}
