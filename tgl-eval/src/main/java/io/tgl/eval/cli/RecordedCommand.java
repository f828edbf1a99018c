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

/** The command in a run record, with those of its options that decide a result; others are not accepted. */
@Command
final class RecordedCommand {
    @Mixin
    private RecipeOptions recipe = new RecipeOptions();

    @Option(names = "--epochs", required = true)
    private int epochs;

    @Option(names = "--seed", required = true)
    private long seed;

    private RecordedCommand() {}

    /**
     * Reads it.
     *
     * @param data where the data are, if not where the record says
     * @param where name of the record, for messages
     */
    static RecordedCommand of(RunRecord record, @Nullable String data, String where) {
        List<String> words = ShellWords.split(record.command());
        if (words.size() < 2 || !words.subList(0, 2).equals(List.of("tgl", "run"))) {
            throw InvalidInput.at(where + ", command", "tgl run ...", record.command());
        }
        String[] options = words.subList(2, words.size()).toArray(String[]::new);
        for (int i = 0; data != null && i + 1 < options.length; i++) {
            if (options[i].equals("--data")) {
                options[i + 1] = data;
            }
        }
        RecordedCommand command = new RecordedCommand();
        try {
            new CommandLine(command).parseArgs(options);
        } catch (ParameterException e) {
            throw new InvalidInput(
                    where + ", command: expected options of tgl run that decide its result, found " + record.command()
                            + " (" + e.getMessage() + ")",
                    e);
        }
        if (command.recipe.models().size() != 1) {
            throw InvalidInput.at(where + ", command", "one model", record.command());
        }
        return command;
    }

    /** Data, model and how it is trained. */
    RecipeOptions recipe() {
        return recipe;
    }

    /** The one model. */
    String model() {
        return recipe.models().getFirst();
    }

    /** Epochs at most. */
    int epochs() {
        return epochs;
    }

    /** The seed. */
    long seed() {
        return seed;
    }
}
