package io.tgl.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.graph.NeighborCache.Forgotten;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.eval.task.EvaluationSet;
import io.tgl.eval.task.LinkPrediction;
import io.tgl.eval.task.LinkTable;
import io.tgl.eval.task.LinkTask;
import io.tgl.eval.task.PhaseTimes;
import io.tgl.models.live.LivePredictor;
import io.tgl.models.live.LiveSettings;
import io.tgl.models.live.LiveSettings.Ring;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.registry.ModelContext;
import io.tgl.models.registry.ModelRegistry;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The test part of UCI, lived through batch by batch, gives the scores of the offline evaluation, bit for bit. */
class LiveReplayTest {
    private static final EventStream EVENTS = Datasets.load("uci").events();
    private static final Map<String, String> WIDTHS =
            Map.of("node-width", "48", "edge-width", "48", "time-width", "32");

    private final Compute compute =
            new Compute(KernelProvider.kernels(), Workers.ofThreads(Workers.availableThreads()));

    @ParameterizedTest
    @ValueSource(strings = {"edgebank", "jodie", "dyrep", "tgn"})
    void replayEqualsBatch(String name) {
        Map<String, String> options = name.equals("edgebank") ? Map.of() : WIDTHS;
        EventStream stream = EVENTS.shiftedBy(EVENTS.time(0));
        LinkTask task = DyglibProtocol.task(EVENTS, compute.workers());
        LinkTable table = task.table(EvaluationSet.TEST);
        int testStart = stream.size() - table.events().size();
        Scorer offline =
                ModelRegistry.create(name, ModelContext.of(stream, 0, compute).withOptions(options));
        if (offline instanceof TrainableScorer model) {
            model.prepare(task.training());
        }
        offline.reset();
        offline.attach(task.allNeighbors());
        for (int from = 0; from < testStart; from += 200) {
            offline.observe(new EventBatch(stream, from, Math.min(testStart, from + 200)));
        }
        LivePredictor live = new LivePredictor(
                (nodes, edges) -> copy(name, options, nodes, edges, offline),
                LiveSettings.USUAL.withHistory(new Ring(256, Forgotten.COUNT)),
                NodeIndex.identity(stream.nodeCount()));
        live.begin(EVENTS.select(IntStream.range(0, testStart).toArray()), EVENTS.time(0), offline.state());

        float[] expected = LinkPrediction.score(offline, table, "test", new PhaseTimes(), (_, _) -> {});
        float[] scores = new float[table.rows()];
        for (int b = 0; b < table.batches(); b++) {
            int first = table.firstRow(b);
            int end = first + 2 * table.batch(b).size();
            EventBatch batch = new EventBatch(EVENTS, testStart + first / 2, testStart + end / 2);
            long[] times = Arrays.copyOfRange(table.time(), first, end);
            for (int i = 0; i < times.length; i++) {
                times[i] += EVENTS.time(0);
            }
            LinkQueries queries = LinkQueries.of(
                    Arrays.copyOfRange(table.source(), first, end),
                    Arrays.copyOfRange(table.destination(), first, end),
                    times);
            System.arraycopy(live.score(queries, batch).score(), 0, scores, first, end - first);
            live.observe(batch);
        }
        assertThat(Arrays.equals(bits(scores), bits(expected))).isTrue();
        assertThat(live.position()).isEqualTo(EVENTS.size());
    }

    private Scorer copy(String name, Map<String, String> options, FeatureTable nodes, FeatureTable edges, Scorer of) {
        Scorer model = ModelRegistry.create(name, new ModelContext(nodes, edges, 1.0, 0, options, compute));
        if (model instanceof TrainableScorer learnt && of instanceof TrainableScorer original) {
            learnt.loadParameters(original.parameters());
        }
        return model;
    }

    private static int[] bits(float[] scores) {
        return IntStream.range(0, scores.length)
                .map(i -> Float.floatToRawIntBits(scores[i]))
                .toArray();
    }
}
