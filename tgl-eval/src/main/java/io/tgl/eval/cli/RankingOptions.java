package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.negative.NegativesFile;
import io.tgl.eval.negative.StoredNegatives;
import io.tgl.eval.negative.TgbNegatives;
import io.tgl.eval.protocol.TgbProtocol;
import io.tgl.eval.split.ChronologicalSplit;
import io.tgl.eval.task.RankingTable;
import io.tgl.eval.task.RankingTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the events of a link ranking are ranked against: generated or stored negatives. */
final class RankingOptions {
    private static final long SAMPLE_SEED = 0;

    @Option(
            names = "--negatives",
            paramLabel = "FILE",
            description = "Protocol tgb: stored negatives (tgl negatives); default: the benchmark's, generated.")
    private @Nullable Path file;

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            description = "Protocol tgb: generated negatives: hist_rnd (default, as published) or rnd.")
    private String strategy = TgbNegatives.HISTORICAL;

    @Option(
            names = "--per-positive",
            paramLabel = "N",
            description = "Protocol tgb: generated negatives an event (default: as published for the data, else 20).")
    private @Nullable Integer perPositive;

    @Option(
            names = "--test-events",
            paramLabel = "N",
            description =
                    "Protocol tgb: rank only N test events, drawn with a fixed seed (default: all); all are observed.")
    private @Nullable Integer testEvents;

    @Option(
            names = "--stop-by",
            paramLabel = "FIGURE",
            description = "Protocol tgb: validation figure that chooses the epoch: mrr (default, as published) or ap"
                    + " (average precision against one drawn negative an event, much cheaper).")
    private RankingTask.Choice stopBy = RankingTask.Choice.MRR;

    /** The task as these options want it. */
    RankingTask apply(RankingTask whole) {
        RankingTable test = testEvents == null ? whole.test() : whole.test().sampled(testEvents, SAMPLE_SEED);
        return new RankingTask(whole.training(), whole.validation(), test, stopBy);
    }

    /** Lists of validation and test, and what to call them. */
    record Chosen(List<StoredNegatives> lists, String label) {}

    /** Reads or generates them. */
    Chosen choose(Dataset data, ChronologicalSplit split) {
        if (file != null) {
            NegativesFile.Content content =
                    NegativesFile.read(file, split.stream().nodeCount());
            content.requireData(file.toString(), data.sha256());
            return new Chosen(content.lists(), content.label());
        }
        int count = perPositive == null ? TgbNegatives.published(DataNames.plain(data.name())) : perPositive;
        List<StoredNegatives> lists = TgbProtocol.generate(split, strategy, count, TgbNegatives.PUBLISHED_SEED);
        return new Chosen(lists, TgbNegatives.label(strategy, count, TgbNegatives.PUBLISHED_SEED));
    }

    /** These options as arguments again, without those that have their default. */
    List<String> arguments() {
        List<String> words = new ArrayList<>();
        if (file != null) {
            words.addAll(List.of("--negatives", file.toString()));
        }
        if (!strategy.equals(TgbNegatives.HISTORICAL)) {
            words.addAll(List.of("--strategy", strategy));
        }
        if (perPositive != null) {
            words.addAll(List.of("--per-positive", perPositive.toString()));
        }
        if (testEvents != null) {
            words.addAll(List.of("--test-events", testEvents.toString()));
        }
        if (stopBy != RankingTask.Choice.MRR) {
            words.addAll(List.of("--stop-by", stopBy.name().toLowerCase(Locale.ROOT)));
        }
        return words;
    }

    /** Refuses these options under another protocol. */
    void requireUnused(String protocol) {
        if (!arguments().isEmpty()) {
            throw InvalidInput.at(
                    "protocol " + protocol,
                    "none of --negatives, --strategy, --per-positive, --test-events, --stop-by",
                    arguments());
        }
    }
}
