package io.tgl.eval.cli;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventStream;
import io.tgl.core.io.LoadedEvents;
import io.tgl.core.kernel.Compute;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.datasets.format.EventTables;
import io.tgl.datasets.format.TableOptions;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.RunRecords;
import io.tgl.eval.train.TrainedWeights;
import io.tgl.models.live.LinkPredictor;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.registry.ModelContext;
import io.tgl.models.registry.ModelRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tgl predict}: a trained model answers. */
@Command(
        name = "predict",
        description = {
            "Scores links with the model of a run, or finds the likeliest destinations.",
            "Queries and predictions are Arrow, or CSV with a header: src, dst, time (src, time for --top-k), with the data"
                    + " set's own node ids and times; predictions come in order of time. A query sees only events before"
                    + " its time."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tgl predict --model runs/uci/tgn-seed0.json --queries links.csv --out scores.csv",
            "  tgl predict --model runs/uci/tgn-seed0.json --queries users.arrow --top-k 10 --out top.arrow"
        })
final class PredictCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            paramLabel = "RUN",
            required = true,
            description = "A run record; its checkpoint is beside it.")
    private Path run = Path.of("");

    @Option(names = "--queries", paramLabel = "FILE", required = true, description = "What is asked.")
    private Path queries = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "Predictions; CSV if its name ends so, else Arrow.")
    private Path out = Path.of("");

    @Option(names = "--top-k", paramLabel = "K", description = "The K likeliest destinations of each source and time.")
    private @Nullable Integer topK;

    @Option(
            names = "--data",
            paramLabel = "DATA",
            description = "Where the data are here, if not where the record says.")
    private @Nullable String data;

    @Mixin
    private ComputeOptions computing = new ComputeOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (topK != null && topK < 1) {
            throw InvalidInput.at("--top-k", "at least 1", topK);
        }
        OutputPlaces.checkFile("--out", out);
        RunRecord record = RunRecords.read(run);
        RecordedCommand command = RecordedCommand.of(record, data, run.toString());
        Compute compute = computing.compute();
        Dataset dataset = command.recipe().data().load();
        LoadedEvents asked = load(command.recipe().data().times(dataset));
        LinkQueries links = links(asked, dataset);
        LinkPredictor predictor = new LinkPredictor(
                trained(command, dataset, compute),
                dataset.events(),
                command.recipe().batchSize(),
                compute.workers());
        Predictions predictions = topK == null
                ? Predictions.ofLinks(links, predictor.score(links))
                : Predictions.ofTop(links, predictor, topK);
        predictions.write(out, dataset);
        spec.commandLine().getOut().println(predictions.size() + " predictions: " + out);
        return ExitCode.OK;
    }

    private LoadedEvents load(TableOptions times) {
        List<String> columns = topK == null ? List.of("src", "dst", "time") : List.of("src", "src", "time");
        return EventTables.load(
                queries, times.withColumns(columns).withHeader(true).withSortByTime(true));
    }

    private Scorer trained(RecordedCommand command, Dataset dataset, Compute compute) {
        Scorer scorer = ModelRegistry.create(
                command.model(),
                ModelContext.of(dataset.events(), command.seed(), compute)
                        .withOptions(command.recipe().settings(command.model())));
        if (scorer instanceof TrainableScorer model) {
            TrainedWeights.load(RunFiles.checkpointOf(run), model);
        }
        return scorer;
    }

    /** The queries with the data set's dense ids. */
    private LinkQueries links(LoadedEvents asked, Dataset dataset) {
        EventStream rows = asked.events();
        int[] source = new int[rows.size()];
        int[] destination = new int[rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            source[i] = node(asked, i, rows.source(i), dataset, "src");
            destination[i] = node(asked, i, rows.destination(i), dataset, "dst");
        }
        return LinkQueries.of(source, destination, rows.times());
    }

    private int node(LoadedEvents asked, int row, int node, Dataset dataset, String column) {
        String external = asked.nodes().text(node);
        int dense = dataset.nodes().nodeOf(external);
        if (dense < 0) {
            throw InvalidInput.at(
                    queries + ", row " + row + (asked.rowsMoved() > 0 ? " in order of time" : "") + ", column "
                            + column,
                    "a node of " + dataset.name(),
                    external);
        }
        return dense;
    }
}
