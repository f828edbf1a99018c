package io.tgl.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.event.EventStream;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.parallel.Workers;
import io.tgl.datasets.synthetic.PeriodicPairs;
import io.tgl.datasets.synthetic.SyntheticEvents;
import io.tgl.datasets.synthetic.SyntheticProcess;
import io.tgl.datasets.synthetic.SyntheticProcesses;
import io.tgl.eval.negative.NegativeChoice;
import io.tgl.eval.negative.NegativeKind;
import io.tgl.eval.record.Measure;
import io.tgl.eval.task.EvaluationSet;
import io.tgl.eval.task.LinkTask;
import io.tgl.eval.train.RunControl;
import io.tgl.eval.train.Trainer;
import io.tgl.eval.train.TrainingOptions;
import io.tgl.models.registry.ModelContext;
import io.tgl.models.registry.ModelRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * On data whose law is known the model wins that should, by the margin that docs/datasets.md states: test AP in points, 20
 * or more of them on most, so that no luck of a seed decides.
 */
class KnownTruthTest {
    private static final int EVENTS = 30_000;

    /** Test AP in percent. */
    private static double ap(
            EventStream events, NegativeKind kind, int batch, int epochs, String model, Map<String, String> settings) {
        NegativeChoice negatives = new NegativeChoice(kind, List.of(kind));
        LinkTask task = DyglibProtocol.task(events, batch, negatives, Workers.single());
        Compute compute = new Compute(KernelProvider.kernels(), Workers.single());
        String set = (kind == NegativeKind.RANDOM ? EvaluationSet.TEST : EvaluationSet.HISTORICAL_TEST).label();
        return 100
                * new Trainer(task, new TrainingOptions(epochs, epochs, batch, 0), RunControl.none())
                        .run(ModelRegistry.create(
                                model, ModelContext.of(events, 0, compute).withOptions(settings)))
                        .metric(set, Measure.AP);
    }

    private static double ap(String process, String model, Map<String, String> settings) {
        SyntheticProcess usual = SyntheticProcesses.of(process, Map.of());
        EventStream events = SyntheticEvents.whole(usual, 1, EVENTS);
        return ap(events, NegativeKind.RANDOM, DyglibProtocol.BATCH_SIZE, 1, model, settings);
    }

    /** All pairs are old: only time tells which one is due. */
    @Test
    void onPeriodicPairsTgatIsTenPointsAboveEdgeBank() {
        EventStream events = SyntheticEvents.whole(new PeriodicPairs(200, 1000, 0), 1, 4000);
        Map<String, String> small = Map.of("node-width", "16", "edge-width", "16", "time-width", "32", "layers", "1");
        double tgat = ap(events, NegativeKind.HISTORICAL, 20, 5, "tgat", small);
        double edgeBank = ap(events, NegativeKind.HISTORICAL, 20, 1, "edgebank", Map.of());
        assertThat(tgat).isGreaterThan(edgeBank + 10);
    }

    @Test
    void onRepeatConsumptionEdgeBankIsFivePointsAbovePopularity() {
        double edgeBank = ap("repeat", "edgebank", Map.of());
        double popularity = ap("repeat", "popularity", Map.of());
        assertThat(edgeBank).isGreaterThan(popularity + 5);
    }

    @Test
    void onChangingBlocksATimeWindowIsTenPointsAboveUnlimitedMemory() {
        double window = ap("blocks", "edgebank", Map.of("memory", "sliding_window", "window", "3000"));
        double unlimited = ap("blocks", "edgebank", Map.of());
        assertThat(window).isGreaterThan(unlimited + 10);
    }

    /** The window is two mean delays long, in microseconds. */
    @Test
    void onHawkesPairsARecentPairIsFourPointsAboveAnOldOne() {
        double window = ap("hawkes", "edgebank", Map.of("memory", "sliding_window", "window", "2e9"));
        double unlimited = ap("hawkes", "edgebank", Map.of());
        assertThat(window).isGreaterThan(unlimited + 4);
    }

    /** The half-life is that of the 300 events that can be followed, at one a second. */
    @Test
    void onAttachmentRecentPopularityIsFarAboveEdgeBankAndAboveAllTimePopularity() {
        double recent = ap("attachment", "popularity", Map.of("half-life", "200"));
        double allTime = ap("attachment", "popularity", Map.of());
        double edgeBank = ap("attachment", "edgebank", Map.of());
        assertThat(recent).isGreaterThan(allTime + 10).isGreaterThan(edgeBank + 25);
    }
}
