package io.tgl.models.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.kernel.Kernels;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.NumpyRandomState;
import io.tgl.models.audit.LeakageAudit;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.Scorer;
import io.tgl.models.model.Visibility;
import io.tgl.models.query.LinkQueries;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What must hold of every memory model beyond parity: one answer whatever computes it, and no look into the future. */
class MemoryModelsTest {
    private static final int NODES = 37;
    private static final int EVENTS = 300;
    private static final int BATCH = 23;

    private final EventStream stream = stream();

    private static EventStream stream() {
        NumpyRandomState random = new NumpyRandomState(5);
        long[] time = new long[EVENTS];
        int[] gap = random.integers(40, EVENTS);
        for (int i = 1; i < EVENTS; i++) {
            time[i] = time[i - 1] + gap[i] / 3;
        }
        float[] features = new float[EVENTS * 3];
        double[] draws = random.doubles(features.length);
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) draws[i];
        }
        return EventStream.of(NODES, random.integers(NODES, EVENTS), random.integers(NODES, EVENTS), time)
                .features(FeatureTable.of(features, EVENTS, 3))
                .build();
    }

    /** The models under test. */
    private enum Kind {
        TGN,
        TGN_2_LAYERS,
        JODIE,
        DYREP
    }

    private static final NeighborSource NO_NEIGHBORS = (nodes, bound, size, k, out, workers) -> out.resize(size, k);

    private MemoryModel model(Kind kind, float dropout, Kernels kernels, int threads, FeatureTable features) {
        return model(kind, dropout, kernels, threads, features, FeatureTable.absent(NODES));
    }

    private MemoryModel model(
            Kind kind, float dropout, Kernels kernels, int threads, FeatureTable features, FeatureTable nodes) {
        Compute compute = new Compute(kernels, Workers.ofThreads(threads));
        MemoryModel model = switch (kind) {
            case JODIE -> new Jodie(new JodieConfig(14, 5, 6, dropout, 1e-2, true), nodes, features, 1.0, 3, compute);
            case DYREP ->
                new DyRep(new DyRepConfig(14, 5, 6, 1, 2, 4, dropout, 1e-2), nodes, features, 1.0, 3, compute);
            default -> {
                int layers = kind == Kind.TGN ? 1 : 2;
                TgnConfig config = new TgnConfig(14, 5, 6, layers, 2, 4, dropout, 1e-2, true);
                yield new Tgn(config, nodes, features, 1.0, 3, compute);
            }
        };
        model.prepare(stream);
        model.attach(TemporalAdjacency.of(stream, Workers.single()));
        return model;
    }

    private MemoryModel model(Kind kind, float dropout, Kernels kernels, int threads) {
        return model(kind, dropout, kernels, threads, stream.features());
    }

    private EventBatch batch(int b) {
        return new EventBatch(stream, b * BATCH, Math.min(EVENTS, (b + 1) * BATCH));
    }

    private static LinkQueries positives(EventBatch b) {
        int[] s = new int[b.size()];
        int[] d = new int[b.size()];
        long[] t = new long[b.size()];
        for (int i = 0; i < b.size(); i++) {
            s[i] = b.source(i);
            d[i] = b.destination(i);
            t[i] = b.time(i);
        }
        return LinkQueries.of(s, d, t);
    }

    private static LinkQueries negatives(EventBatch b, int epoch) {
        LinkQueries p = positives(b);
        return LinkQueries.of(
                p.source(), new NumpyRandomState(epoch * 1000L + b.from()).integers(NODES, b.size()), p.time());
    }

    private void train(MemoryModel model, int epoch, int from, int to) {
        for (int b = from; b < to; b++) {
            model.trainBatch(positives(batch(b)), negatives(batch(b), epoch), batch(b), epoch, b);
        }
    }

    private int[] digest(MemoryModel model) {
        float[] scores = new float[EVENTS];
        model.score(positives(stream.all()), scores);
        return bits(scores);
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToIntBits(values[i]));
        return bits;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void trainingGivesTheSameBitsOnAnyThreadsAndKernels(Kind kind) {
        MemoryModel reference = model(kind, 0.2f, KernelProvider.scalar(), 1);
        train(reference, 1, 0, 8);
        for (int threads : new int[] {1, 2, 3}) {
            MemoryModel other = model(kind, 0.2f, KernelProvider.kernels(), threads);
            train(other, 1, 0, 8);
            assertThat(digest(other)).isEqualTo(digest(reference));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aScoreDoesNotDependOnTheRestOfTheCall(Kind kind) {
        MemoryModel model = model(kind, 0f, KernelProvider.kernels(), 2);
        train(model, 1, 0, 6);
        LinkQueries all = positives(stream.all());
        float[] together = new float[EVENTS];
        model.score(all, together);
        for (int i = 0; i < EVENTS; i += 7) {
            float[] alone = new float[1];
            model.score(
                    LinkQueries.of(
                            new int[] {all.source()[i]}, new int[] {all.destination()[i]}, new long[] {all.time()[i]}),
                    alone);
            assertThat(Float.floatToIntBits(alone[0])).isEqualTo(Float.floatToIntBits(together[i]));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void stateAndOptimizerSurviveInMidStream(Kind kind) {
        MemoryModel whole = model(kind, 0.2f, KernelProvider.kernels(), 2);
        train(whole, 1, 0, 9);
        MemoryModel first = model(kind, 0.2f, KernelProvider.kernels(), 1);
        train(first, 1, 0, 4);
        MemoryModel second = model(kind, 0.2f, KernelProvider.kernels(), 1);
        second.loadParameters(first.parameters());
        second.loadOptimizerState(first.optimizerState());
        second.restore(first.state());
        train(second, 1, 4, 9);
        assertThat(digest(second)).isEqualTo(digest(whole));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void scoringLeavesTheStateAlone(Kind kind) {
        MemoryModel model = model(kind, 0f, KernelProvider.kernels(), 1);
        train(model, 1, 0, 5);
        ModelState before = model.state();
        int[] first = digest(model);
        assertThat(digest(model)).isEqualTo(first);
        before.arrays()
                .forEach((name, array) ->
                        assertThat(model.state().arrays().get(name)).as(name).isEqualTo(array));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void noScoreDependsOnTheFuture(Kind kind) {
        MemoryModel trained = model(kind, 0f, KernelProvider.kernels(), 1);
        train(trained, 1, 0, 6);
        LeakageAudit audit = new LeakageAudit(stream, BATCH, features -> {
            MemoryModel model = model(kind, 0f, KernelProvider.kernels(), 1, features);
            model.loadParameters(trained.parameters());
            return model;
        });
        LeakageAudit.Result result = audit.run(2, 3);
        assertThat(result.leaks()).as(result.first()).isZero();
        assertThat(result.passed()).isTrue();
    }

    /** The audit must be able to fail: this scorer asks for events one tick too late. */
    @Test
    void theAuditFindsALeak() {
        LeakageAudit audit = new LeakageAudit(stream, BATCH, features -> {
            MemoryModel model = model(Kind.TGN, 0f, KernelProvider.kernels(), 1, features);
            return new PeekingScorer(model);
        });
        assertThat(audit.run(2, 3).leaks()).isPositive();
    }

    private record PeekingScorer(MemoryModel model) implements Scorer {
        @Override
        public String name() {
            return "peeking";
        }

        @Override
        public Visibility visibility() {
            return model.visibility();
        }

        @Override
        public void reset() {
            model.reset();
        }

        @Override
        public void attach(NeighborSource neighbors) {
            model.attach(neighbors);
        }

        @Override
        public void score(LinkQueries queries, float[] scores) {
            long[] later = Arrays.stream(queries.time()).map(t -> t + 30).toArray();
            model.score(LinkQueries.of(queries.source(), queries.destination(), later), scores);
        }

        @Override
        public void observe(EventBatch batch) {
            model.observe(batch);
        }

        @Override
        public ModelState state() {
            return model.state();
        }

        @Override
        public void restore(ModelState state) {
            model.restore(state);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void eachInputChannelChangesTheScore(Kind kind) {
        MemoryModel model = model(kind, 0f, KernelProvider.kernels(), 1);
        train(model, 1, 0, 6);
        float[] score = new float[3];
        int node = stream.source(BATCH * 5);
        model.score(
                LinkQueries.of(
                        new int[] {node, node, node},
                        new int[] {stream.destination(BATCH * 5), 0, stream.destination(BATCH * 5)},
                        new long[] {5000, 5000, 9000}),
                score);
        assertThat(score[0]).isNotEqualTo(score[1]);
        // DyRep's embedding is the memory itself: the query's time is no input.
        assertThat(score[0] == score[2]).isEqualTo(kind == Kind.DYREP);
        MemoryModel blind = model(kind, 0f, KernelProvider.kernels(), 1, FeatureTable.zeros(EVENTS, 3));
        train(blind, 1, 0, 6);
        assertThat(digest(blind)).isNotEqualTo(digest(model));
    }

    /** JODIE declares neither neighbors nor node features. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void neighborsAndNodeFeaturesCountWhereTheyAreDeclared(Kind kind) {
        MemoryModel model = model(kind, 0f, KernelProvider.kernels(), 1);
        train(model, 1, 0, 6);
        MemoryModel alone = model(kind, 0f, KernelProvider.kernels(), 1);
        alone.attach(NO_NEIGHBORS);
        alone.loadParameters(model.parameters());
        MemoryModel featured = model(kind, 0f, KernelProvider.kernels(), 1, stream.features(), nodeFeatures());
        featured.loadParameters(model.parameters());
        model.reset();
        for (int b = 0; b < 6; b++) {
            model.observe(batch(b));
            alone.observe(batch(b));
            featured.observe(batch(b));
        }
        assertThat(Arrays.equals(digest(alone), digest(model))).isEqualTo(kind == Kind.JODIE);
        assertThat(Arrays.equals(digest(featured), digest(model))).isEqualTo(kind == Kind.JODIE);
    }

    private static FeatureTable nodeFeatures() {
        float[] values = new float[NODES * 3];
        double[] draws = new NumpyRandomState(9).doubles(values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) draws[i];
        }
        return FeatureTable.of(values, NODES, 3);
    }

    /** Queries with dropout of their own train to other weights than shared ones, and to the same ones without dropout. */
    @Test
    void separateDrawsAreOtherDraws() {
        assertThat(Arrays.equals(separateOrMerged(0.3f, true), separateOrMerged(0.3f, false)))
                .isFalse();
        assertThat(separateOrMerged(0f, true)).isEqualTo(separateOrMerged(0f, false));
    }

    private int[] separateOrMerged(float dropout, boolean merged) {
        Compute compute = new Compute(KernelProvider.kernels(), Workers.ofThreads(2));
        JodieConfig config = new JodieConfig(14, 5, 6, dropout, 1e-2, merged);
        Jodie model = new Jodie(config, FeatureTable.absent(NODES), stream.features(), 1.0, 3, compute);
        train(model, 1, 0, 3);
        return digest(model);
    }

    @Test
    void refusesATimeShiftOfAnotherLength() {
        MemoryModel model = model(Kind.JODIE, 0f, KernelProvider.kernels(), 1);
        Map<String, float[]> values = model.parameters();
        values.put(Jodie.TIME_SHIFT, new float[3]);
        assertThatThrownBy(() -> model.loadParameters(values))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("4");
    }

    @Test
    void refusesWrongSettings() {
        assertThatThrownBy(() -> new TgnConfig(14, 5, 6, 1, 3, 4, 0f, 1e-2, true))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("heads");
        assertThatThrownBy(() -> new TgnConfig(14, 5, 6, 1, 2, 4, 1f, 1e-2, true))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("dropout");
    }
}
