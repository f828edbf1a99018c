package io.tgl.eval.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tgl.core.base.InvalidInput;
import io.tgl.core.kernel.Compute;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.eval.live.HealthServer;
import io.tgl.eval.live.StreamLoop;
import io.tgl.eval.live.StreamLoop.End;
import io.tgl.eval.live.StreamLoop.Outcome;
import io.tgl.eval.live.StreamPlaces;
import io.tgl.eval.live.StreamSession;
import io.tgl.eval.live.StreamStatistics;
import io.tgl.eval.protocol.FinishedRun;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.record.RunRecords;
import io.tgl.eval.train.TrainedWeights;
import io.tgl.models.live.LivePredictor;
import io.tgl.models.live.LiveSettings;
import io.tgl.models.live.LiveStore;
import io.tgl.models.model.Checkpoint;
import io.tgl.models.registry.ModelRegistry;
import io.tgl.models.wire.WireLimits;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tgl stream}: a trained model follows a stream of events and foresees them. */
@Command(
        name = "stream",
        description = {
            "Follows an Arrow IPC stream with the model of a run: scores the links of each record batch, takes its events"
                    + " in, then writes the scores.",
            "Columns: src, dst, time (the run's node ids and ticks, or Arrow timestamps), relation, weight, label,"
                    + " features where the run's data have them; observe, a bool: false for links that are only asked"
                    + " about. Answers: src, dst, time, score, position. SIGTERM and Ctrl-C: a snapshot, exit code 0."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tgl stream --model runs/uci/tgn-seed0.json < events.arrows > scores.arrows",
            "  tgl stream --model runs/uci/tgn-seed0.json --in events.fifo --format jsonl",
            "  tgl stream --model runs/uci/tgn-seed0.json --in listen://:9000 --store live --metrics 9100",
            "  tgl stream --model runs/uci/tgn-seed0.json --from test --in test.arrows --out scores.arrows"
        })
final class StreamCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            paramLabel = "RUN",
            required = true,
            description = "A run record of tgl run or tgl benchmark (protocol dyglib); its checkpoint is beside it.")
    private Path run = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "DATA",
            description = "Where the run's data are here, if not where the record says.")
    private @Nullable String data;

    @Option(
            names = "--from",
            paramLabel = "PLACE",
            description =
                    "Where the stream goes on: end of the run's data (default), test (where its test part begins),"
                            + " or empty (weights only). A store that exists goes on where it ended.")
    private FinishedRun.Place from = FinishedRun.Place.END;

    @Option(
            names = "--in",
            paramLabel = "PLACE",
            description = {
                "Events: - (standard input, default), a file or named pipe, tcp://HOST:PORT to fetch them,",
                "listen://[HOST]:PORT to wait for senders, one after the other (default host: this machine alone)."
            })
    private String in = StreamPlaces.STANDARD;

    @Option(
            names = "--out",
            paramLabel = "PLACE",
            description = "Answers: back through the socket, else - (standard output); a file, named pipe or"
                    + " tcp://HOST:PORT.")
    private @Nullable String out;

    @Option(names = "--format", paramLabel = "FORMAT", description = "Of the answers: arrow (default) or jsonl.")
    private StreamLoop.Format format = StreamLoop.Format.ARROW;

    @Option(
            names = "--on-refusal",
            paramLabel = "stop|skip",
            description =
                    "After a batch that is refused (whole): stop (default), or skip it and go on; an empty batch or"
                            + " a line with the reason stands in its place.")
    private String onRefusal = "stop";

    @Option(
            names = "--max-rows",
            paramLabel = "N",
            description = "Rows of a batch at most (default: ${DEFAULT-VALUE}).")
    private int maxRows = WireLimits.USUAL.maxRows();

    @Option(names = "--max-bytes", paramLabel = "N", description = "Its bytes at most (default: ${DEFAULT-VALUE}).")
    private long maxBytes = WireLimits.USUAL.maxBytes();

    @Mixin
    private LiveOptions following = new LiveOptions();

    @Mixin
    private DurabilityOptions keeping = new DurabilityOptions();

    @Option(
            names = "--metrics",
            paramLabel = "PORT",
            description = "Answer GET /health and GET /metrics (Prometheus) on this port of this machine; 0: any.")
    private @Nullable Integer metrics;

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            description = "Print how it goes so often, 0: never (default: 10).")
    private int every = 10;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the counters here at the end, not to stderr.")
    private @Nullable Path json;

    @Mixin
    private ComputeOptions computing = new ComputeOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        checkOptions();
        Compute compute = computing.compute();
        FinishedRun finished = finishedRun();
        Optional<LiveStore> store = keeping.folder().map(folder -> open(folder, finished, compute));
        LivePredictor live = store.map(LiveStore::predictor).orElseGet(() -> inMemory(finished, compute));
        StreamStatistics statistics = new StreamStatistics();
        WireLimits limits =
                new WireLimits(maxRows, maxBytes, finished.dataset().events().granularity());
        StreamLoop loop = new StreamLoop(live, limits, format, onRefusal.equals("skip"), statistics, this::report);
        StreamSession session = new StreamSession(live, store, loop, statistics, this::report);
        StreamEnd end = new StreamEnd(session, store, this::report, this::print);
        report(live.model() + " of " + finished.dataset().name() + ", position " + live.position() + ", "
                + live.status().nodes() + " nodes");
        try (HealthServer _ = health(session);
                ScheduledExecutorService clock = clock(session)) {
            end.onSignal();
            Outcome outcome = end.guarded(() -> session.serve(in, Optional.ofNullable(out)));
            clock.shutdownNow();
            return end.conclude(outcome);
        }
    }

    private void checkOptions() {
        if (!onRefusal.equals("stop") && !onRefusal.equals("skip")) {
            throw InvalidInput.at("--on-refusal", "stop or skip", onRefusal);
        }
        if (every < 0) {
            throw InvalidInput.at("--every", "0 or more seconds", every);
        }
        if (json != null) {
            OutputPlaces.checkFile("--json", json);
        }
        keeping.folder().ifPresent(folder -> OutputPlaces.checkFolder("--store", folder));
    }

    private FinishedRun finishedRun() {
        RunRecord record = RunRecords.read(run);
        RecordedCommand command = RecordedCommand.of(record, data, run.toString());
        Dataset dataset = command.recipe().data().load();
        String model = command.model();
        Optional<TrainedWeights> trained = ModelRegistry.isLearned(model)
                ? Optional.of(TrainedWeights.read(RunFiles.checkpointOf(run), dataset.sha256()))
                : Optional.empty();
        return new FinishedRun(
                dataset,
                model,
                command.recipe().settings(model),
                command.recipe().batchSize(),
                command.seed(),
                trained);
    }

    private LivePredictor inMemory(FinishedRun finished, Compute compute) {
        LiveSettings settings = following.over(finished.liveSettings());
        LivePredictor live = LivePredictor.of(
                finished.checkpoint(), settings, finished.dataset().nodes(), compute);
        finished.past(from, compute).ifPresent(past -> past.tell(live));
        return live;
    }

    private LiveStore open(Path folder, FinishedRun finished, Compute compute) {
        Checkpoint checkpoint = finished.checkpoint();
        LiveStore store = LiveStore.open(
                folder,
                checkpoint,
                following.over(finished.liveSettings()),
                finished.dataset().nodes(),
                keeping.durability(),
                compute,
                live -> finished.past(from, compute).ifPresent(past -> past.tell(live)));
        store.recovery().report().forEach(this::report);
        Path model = folder.resolve("model.safetensors");
        if (Files.notExists(model)) {
            checkpoint.write(model);
        }
        return store;
    }

    private @Nullable HealthServer health(StreamSession session) throws IOException {
        if (metrics == null) {
            return null;
        }
        HealthServer server = new HealthServer(metrics, session::trouble, session::metrics);
        report("metrics at http://localhost:" + server.port() + "/metrics");
        return server;
    }

    private ScheduledExecutorService clock(StreamSession session) {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("tgl-progress").factory());
        if (every > 0) {
            var _ = clock.scheduleAtFixedRate(() -> report(session.progress()), every, every, TimeUnit.SECONDS);
        }
        return clock;
    }

    private void report(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("tgl stream: " + line);
    }

    /** The counters at the end, as JSON. */
    private void print(Map<String, Object> summary) {
        try {
            if (json == null) {
                spec.commandLine().getErr().println(new ObjectMapper().writeValueAsString(summary));
            } else {
                JsonFile.write(json, summary);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and texts are always JSON", e);
        }
    }

    /** Whether such an end is as it should be. */
    static boolean isProper(Outcome outcome) {
        return outcome.end() == End.COMPLETE || outcome.end() == End.STOPPED;
    }
}
