package io.tgl.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.ArrivingEvents;
import io.tgl.core.event.ArrivingEvents.Numbers;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.datasets.catalog.Dataset;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.eval.task.EvaluationScores;
import io.tgl.eval.task.EvaluationSet;
import io.tgl.eval.task.LinkTable;
import io.tgl.eval.task.LinkTask;
import io.tgl.eval.train.RunControl;
import io.tgl.eval.train.TrainedWeights;
import io.tgl.eval.train.TrainingOptions;
import io.tgl.models.live.LivePredictor;
import io.tgl.models.registry.ModelRegistry;
import io.tgl.models.wire.Answers;
import io.tgl.models.wire.WireBatch;
import io.tgl.models.wire.WireExchange;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A finished run goes on as a live stream: the test part, batch by batch, gives the scores of its evaluation. */
class FinishedRunTest {
    private static final Dataset DATA = Datasets.load("uci").first(900);
    private static final int BATCH = 50;
    private static final Map<String, String> SMALL = Map.of(
            "node-width",
            "12",
            "edge-width",
            "8",
            "time-width",
            "8",
            "neighbors",
            "4",
            "channel-width",
            "4",
            "self-width",
            "7",
            "max-length",
            "6");

    @TempDir
    private Path folder = Path.of("");

    private final Compute compute = new Compute(KernelProvider.kernels(), Workers.single());
    private final LinkTask task = DyglibProtocol.task(DATA.events(), BATCH, compute.workers());

    private static Map<String, String> small(String model) {
        Map<String, String> settings = new HashMap<>(SMALL);
        settings.keySet().retainAll(ModelRegistry.settings(model, Map.of()).keySet());
        return settings;
    }

    private DyglibRun.Outcome train(String model) {
        DyglibRun run = new DyglibRun(DATA, task, model, small(model), new TrainingOptions(2, 20, BATCH, 5), "none");
        RunControl control =
                ModelRegistry.isLearned(model) ? RunControl.none().checkpointAt(file(model), false) : RunControl.none();
        return run.run(compute, control, () -> 0);
    }

    private Path file(String model) {
        return folder.resolve(model + ".safetensors");
    }

    private FinishedRun finished(String model) {
        Optional<TrainedWeights> trained = ModelRegistry.isLearned(model)
                ? Optional.of(TrainedWeights.read(file(model), DATA.sha256()))
                : Optional.empty();
        return new FinishedRun(DATA, model, small(model), BATCH, 5, trained);
    }

    private LivePredictor live(FinishedRun run, FinishedRun.Place place) {
        LivePredictor live = LivePredictor.of(run.checkpoint(), run.liveSettings(), DATA.nodes(), compute);
        run.past(place, compute).ifPresent(past -> past.tell(live));
        return live;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "edgebank",
                "jodie",
                "dyrep",
                "tgn",
                "tgb-tgn",
                "tgnv2",
                "tgat",
                "graphmixer",
                "tcl",
                "dygformer",
                "nat",
                "tpnet"
            })
    void theTestPartGivesTheScoresOfTheEvaluation(String model) {
        float[] expected = train(model).result().scores().stream()
                .filter(scores -> scores.set() == EvaluationSet.TEST)
                .map(EvaluationScores::scores)
                .findFirst()
                .orElseThrow();
        FinishedRun run = finished(model);
        LivePredictor live = live(run, FinishedRun.Place.TEST);
        LinkTable table = task.table(EvaluationSet.TEST);
        int testStart = DATA.events().size() - table.events().size();
        assertThat(live.position()).isEqualTo(testStart);
        for (int b = 0; b < table.batches(); b++) {
            WireBatch batch = batch(table, b, testStart);
            Answers answers = WireExchange.answer(live, batch);
            for (int i = 0; i < batch.size(); i++) {
                assertThat(Float.floatToRawIntBits(answers.score()[i]))
                        .as("batch " + b + ", row " + i)
                        .isEqualTo(Float.floatToRawIntBits(expected[table.firstRow(b) + i]));
            }
        }
        assertThat(live.digest()).isEqualTo(live(run, FinishedRun.Place.END).digest());
    }

    /** Positives are events, negatives only asked about. */
    private static WireBatch batch(LinkTable table, int b, int testStart) {
        int n = table.batch(b).size();
        int first = table.firstRow(b);
        Numbers links = new Numbers(new long[2 * n], new long[2 * n]);
        long[] time = new long[2 * n];
        for (int i = 0; i < 2 * n; i++) {
            links.source()[i] = DATA.nodes().number(table.source()[first + i]);
            links.destination()[i] = DATA.nodes().number(table.destination()[first + i]);
            time[i] = table.time()[first + i] + DATA.events().time(0);
        }
        EventStream events = DATA.events();
        int from = testStart + b * table.batchSize();
        ArrivingEvents own = ArrivingEvents.of(new EventBatch(events, from, from + n), DATA.nodes());
        return new WireBatch(
                "test, batch " + b, links, time, own, IntStream.range(0, n).toArray());
    }

    @Test
    void weightsWithoutAPastBeginEmpty() {
        train("tgn");
        LivePredictor live = live(finished("tgn"), FinishedRun.Place.EMPTY);
        assertThat(live.position()).isZero();
        assertThat(live.node(DATA.nodes().number(7))).isEqualTo(7);
    }

    @Test
    void aCheckpointOfOtherDataIsRefused() {
        train("jodie");
        assertThatThrownBy(() -> TrainedWeights.read(file("jodie"), "another checksum"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("a run on the data of checksum another checksum");
    }
}
