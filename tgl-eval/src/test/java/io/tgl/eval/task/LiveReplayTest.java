package io.tgl.eval.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.NodeIndex;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.datasets.catalog.Datasets;
import io.tgl.eval.negative.RandomNegatives;
import io.tgl.eval.split.ChronologicalSplit;
import io.tgl.models.live.LivePredictor;
import io.tgl.models.live.LiveSettings;
import io.tgl.models.live.LiveSettings.NodeLimit;
import io.tgl.models.live.LiveSettings.WhenFull;
import io.tgl.models.model.LiveScorer;
import io.tgl.models.model.Scorer;
import io.tgl.models.query.LinkQueries;
import io.tgl.models.registry.ModelContext;
import io.tgl.models.registry.ModelRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * UCI's test part, lived through event batch by event batch, gives the scores of the offline evaluation, bit for bit, for
 * every model with state; what a batch's queries see of it is the model's visibility. The state of TGB's TGN, TGNv2, NAT
 * and TPNet has one size, that of the nodes there is room for; so evaluation has as many here.
 */
class LiveReplayTest {
    private static final int BATCH = 200;
    /** Nodes that a predictor keeps for ids that nobody has, where a state can grow. */
    private static final int SPARE = 2;

    private static final Map<String, String> SMALL = Map.ofEntries(
            Map.entry("node-width", "8"),
            Map.entry("memory-width", "8"),
            Map.entry("embedding-width", "8"),
            Map.entry("edge-width", "0"),
            Map.entry("time-width", "8"),
            Map.entry("channel-width", "4"),
            Map.entry("neighbors", "4"),
            Map.entry("heads", "2"),
            Map.entry("projection-events", "60000"));

    private final EventStream uci = Datasets.load("uci").events();
    private final ChronologicalSplit split = ChronologicalSplit.of(uci);

    @ParameterizedTest
    @ValueSource(strings = {"edgebank", "tgn", "jodie", "dyrep", "tgb-tgn", "tgnv2", "nat", "tpnet"})
    void theTestPartHasTheScoresOfTheOfflineEvaluation(String name) {
        EventStream past = uci.select(range(0, split.testStart()));
        Scorer roomy = model(name, uci.nodeCount() + SPARE);
        Scorer model = roomy instanceof LiveScorer ? roomy : model(name, uci.nodeCount());
        model.attach(TemporalAdjacency.of(uci, Workers.single()));
        for (int from = 0; from < past.size(); from += BATCH) {
            model.observe(new EventBatch(past, from, Math.min(past.size(), from + BATCH)));
        }
        NodeLimit room = new NodeLimit(uci.nodeCount(), WhenFull.REFUSE, uci.nodeCount());
        LivePredictor live = new LivePredictor(
                (nodes, _) -> model(name, nodes.rows()),
                LiveSettings.USUAL.withNodes(room),
                NodeIndex.identity(uci.nodeCount()));
        live.begin(past, 0, model.state());

        EventStream test = uci.select(range(split.testStart(), uci.size()));
        LinkTable table = LinkTable.of(test, BATCH, new RandomNegatives(uci, 2));
        float[] offline = LinkPrediction.score(model, table, "test", new PhaseTimes(), (_, _) -> {});
        LinkQueries buffer = LinkQueries.of(new int[2 * BATCH], new int[2 * BATCH], new long[2 * BATCH]);
        for (int b = 0; b < table.batches(); b++) {
            float[] scores =
                    live.score(table.queries(b, buffer), table.batch(b)).score();
            for (int i = 0; i < scores.length; i++) {
                assertThat(Float.floatToRawIntBits(scores[i]))
                        .as("batch " + b + ", query " + i)
                        .isEqualTo(Float.floatToRawIntBits(offline[table.firstRow(b) + i]));
            }
            live.observe(table.batch(b));
        }
    }

    private static int[] range(int from, int to) {
        int[] rows = new int[to - from];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = from + i;
        }
        return rows;
    }

    private static Scorer model(String name, int nodes) {
        Map<String, String> options = new LinkedHashMap<>(SMALL);
        options.keySet().retainAll(ModelRegistry.settings(name, Map.of()).keySet());
        Compute compute = new Compute(KernelProvider.kernels(), Workers.ofThreads(2));
        Scorer model = ModelRegistry.create(
                name, new ModelContext(FeatureTable.absent(nodes), FeatureTable.absent(0), 1.0, 0, options, compute));
        model.reset();
        return model;
    }
}
