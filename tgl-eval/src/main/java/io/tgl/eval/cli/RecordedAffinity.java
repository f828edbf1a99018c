package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.eval.record.RunRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The command in the run record of an affinity run. */
@Command
final class RecordedAffinity {
    private static final List<String> AFFINITY = List.of("tgl", "affinity");

    @Mixin
    private AffinityOptions options = new AffinityOptions();

    @Option(names = "--seed", required = true)
    private long seed;

    private RecordedAffinity() {}

    /** Whether a record is of such a run. */
    static boolean isOf(RunRecord record) {
        List<String> words = ShellWords.split(record.command());
        return words.size() > 2 && words.subList(0, 2).equals(AFFINITY);
    }

    /**
     * Reads it.
     *
     * @param data where the data are, if not where the record says
     * @param where name of the record, for messages
     */
    static RecordedAffinity of(RunRecord record, @Nullable String data, String where) {
        List<String> words = ShellWords.split(record.command());
        RecordedAffinity command = new RecordedAffinity();
        try {
            new CommandLine(command).parseArgs(words.subList(2, words.size()).toArray(String[]::new));
        } catch (ParameterException e) {
            throw new InvalidInput(
                    where + ", command: expected options of tgl affinity that decide its result, found "
                            + record.command() + " (" + e.getMessage() + ")",
                    e);
        }
        if (command.options.models().size() != 1) {
            throw InvalidInput.at(where + ", command", "one model", record.command());
        }
        if (data != null) {
            command.options = command.options.on(data);
        }
        return command;
    }

    /** Everything that decides the result, but the seed. */
    AffinityOptions options() {
        return options;
    }

    /** The one model. */
    String model() {
        return options.models().getFirst();
    }

    /** The seed. */
    long seed() {
        return seed;
    }
}
