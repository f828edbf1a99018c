package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.eval.protocol.Classification;
import io.tgl.eval.record.RunRecord;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** The command in a run record, with those of its options that decide a result; others are not accepted. */
@Command
final class RecordedCommand {
    private static final List<String> RUN = List.of("tgl", "run");
    private static final List<String> CLASSIFY = List.of("tgl", "classify");

    @Parameters(arity = "0..1")
    private @Nullable Classification kind;

    @Option(names = "--protocol")
    private String protocol = Protocols.DYGLIB;

    @Mixin
    private RecipeOptions recipe = new RecipeOptions();

    @Mixin
    private RankingOptions ranking = new RankingOptions();

    @Option(names = "--epochs", required = true)
    private int epochs;

    @Option(names = "--seed", required = true)
    private long seed;

    @Option(names = "--classifier-epochs")
    private int classifierEpochs = Classification.EPOCHS;

    @Option(names = "--frozen")
    private boolean frozen;

    private RecordedCommand() {}

    /**
     * Reads that of a run, of a classification too.
     *
     * @param data where the data are, if not where the record says
     * @param where name of the record, for messages
     */
    static RecordedCommand ofAny(RunRecord record, @Nullable String data, String where) {
        List<String> words = ShellWords.split(record.command());
        boolean classifies = words.size() > 2 && words.subList(0, 2).equals(CLASSIFY);
        if (!classifies && (words.size() < 2 || !words.subList(0, 2).equals(RUN))) {
            throw InvalidInput.at(
                    where + ", command", "tgl run ..., tgl classify ... or tgl nodes ...", record.command());
        }
        String[] options = words.subList(2, words.size()).toArray(String[]::new);
        for (int i = 0; data != null && i + 1 < options.length; i++) {
            if (options[i].equals("--data")) {
                options[i + 1] = data;
            }
        }
        RecordedCommand command = new RecordedCommand();
        try {
            new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(options);
        } catch (ParameterException e) {
            throw new InvalidInput(
                    where + ", command: expected options of tgl run that decide its result, found " + record.command()
                            + " (" + e.getMessage() + ")",
                    e);
        }
        if ((command.ranks() && classifies)
                || command.recipe.models().size() != 1
                || classifies != (command.kind != null)) {
            throw InvalidInput.at(where + ", command", "one model", record.command());
        }
        return command;
    }

    /** The same of a run whose model scores links; a classification's is refused. */
    static RecordedCommand of(RunRecord record, @Nullable String data, String where) {
        RecordedCommand command = ofAny(record, data, where);
        if (command.kind != null || command.ranks()) {
            throw InvalidInput.at(where + ", command", "tgl run ... under the protocol dyglib", record.command());
        }
        return command;
    }

    /** Whether it is a run of the link-ranking protocol. */
    boolean ranks() {
        return Protocols.isRanking(protocol);
    }

    /** What such a run ranks against. */
    RankingOptions ranking() {
        return ranking;
    }

    /** What is classified, if anything is. */
    Optional<Classification> kind() {
        return Optional.ofNullable(kind);
    }

    /** Epochs of the classifier at most. */
    int classifierEpochs() {
        return classifierEpochs;
    }

    /** Whether edges are classified from the embeddings of a frozen model. */
    boolean frozen() {
        return frozen;
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
