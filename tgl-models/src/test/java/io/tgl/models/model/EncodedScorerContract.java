package io.tgl.models.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tgl.core.event.EventBatch;
import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.TemporalAdjacency;
import io.tgl.core.kernel.Compute;
import io.tgl.core.kernel.KernelProvider;
import io.tgl.core.kernel.Kernels;
import io.tgl.core.parallel.Workers;
import io.tgl.core.random.NumpyRandomState;
import io.tgl.models.audit.LeakageAudit;
import io.tgl.models.query.LinkQueries;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold of every encoder without state: one answer whatever computes it, and no look into the future. */
public abstract class EncodedScorerContract {
    protected static final int NODES = 37;
    private static final int EVENTS = 300;
    private static final int BATCH = 23;

    /** Declared widths that every model under test takes. */
    protected static final int NODE_WIDTH = 14;

    protected static final int EDGE_WIDTH = 5;
    protected static final int TIME_WIDTH = 6;

    protected final EventStream stream = stream(5);
    protected final FeatureTable noNodes = FeatureTable.absent(NODES);

    /**
     * A fresh model of seed 3.
     *
     * @param merged draws that equal queries share
     */
    protected abstract EncodedScorer create(
            FeatureTable nodes, FeatureTable edges, float dropout, boolean merged, Sampling sampling, Compute compute);

    private static EventStream stream(long seed) {
        NumpyRandomState random = new NumpyRandomState(seed);
        long[] time = new long[EVENTS];
        int[] gap = random.integers(40, EVENTS);
        for (int i = 1; i < EVENTS; i++) {
            time[i] = time[i - 1] + gap[i] / 3;
        }
        return EventStream.of(NODES, random.integers(NODES, EVENTS), random.integers(NODES, EVENTS), time)
                .features(features(random, EVENTS, 3))
                .build();
    }

    private static FeatureTable features(NumpyRandomState random, int rows, int width) {
        float[] features = new float[rows * width];
        double[] draws = random.doubles(features.length);
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) draws[i];
        }
        return FeatureTable.of(features, rows, width);
    }

    /** Node features narrower than declared. */
    protected static FeatureTable someNodes() {
        return features(new NumpyRandomState(9), NODES, 4);
    }

    protected final EncodedScorer model(
            FeatureTable nodes, FeatureTable edges, float dropout, boolean merged, Kernels kernels, int threads) {
        Compute compute = new Compute(kernels, Workers.ofThreads(threads));
        EncodedScorer model = create(nodes, edges, dropout, merged, Sampling.RECENT, compute);
        model.attach(TemporalAdjacency.of(stream, Workers.single()));
        return model;
    }

    protected final EncodedScorer model(FeatureTable nodes, FeatureTable edges) {
        return model(nodes, edges, 0f, true, KernelProvider.kernels(), 2);
    }

    private EventBatch batch(int b) {
        return new EventBatch(stream, b * BATCH, Math.min(EVENTS, (b + 1) * BATCH));
    }

    protected static LinkQueries positives(EventBatch b) {
        LinkQueries queries = LinkQueries.of(new int[b.size()], new int[b.size()], new long[b.size()]);
        for (int i = 0; i < b.size(); i++) {
            queries.source()[i] = b.source(i);
            queries.destination()[i] = b.destination(i);
            queries.time()[i] = b.time(i);
        }
        return queries;
    }

    private static LinkQueries negatives(EventBatch b, int epoch) {
        LinkQueries p = positives(b);
        return LinkQueries.of(
                p.source(), new NumpyRandomState(epoch * 1000L + b.from()).integers(NODES, b.size()), p.time());
    }

    protected final void train(EncodedScorer model, int from, int to) {
        for (int b = from; b < to; b++) {
            model.trainBatch(positives(batch(b)), negatives(batch(b), 1), batch(b), 1, b);
        }
    }

    protected final int[] digest(EncodedScorer model) {
        float[] scores = new float[EVENTS];
        model.score(positives(stream.all()), scores);
        return bits(scores);
    }

    protected static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToIntBits(values[i]));
        return bits;
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void trainingGivesTheSameBitsOnAnyThreadsAndKernels(boolean nodeFeatures, boolean merged) {
        FeatureTable nodes = nodeFeatures ? someNodes() : noNodes;
        EncodedScorer reference = model(nodes, stream.features(), 0.2f, merged, KernelProvider.scalar(), 1);
        train(reference, 4, 10);
        for (int threads : new int[] {1, 2, 3}) {
            EncodedScorer other = model(nodes, stream.features(), 0.2f, merged, KernelProvider.kernels(), threads);
            train(other, 4, 10);
            assertThat(digest(other)).isEqualTo(digest(reference));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aScoreDoesNotDependOnTheRestOfTheCall(boolean nodeFeatures) {
        EncodedScorer model = model(nodeFeatures ? someNodes() : noNodes, stream.features());
        train(model, 4, 8);
        int[] together = digest(model);
        LinkQueries all = positives(stream.all());
        EncodedScorer fresh = model(nodeFeatures ? someNodes() : noNodes, stream.features());
        fresh.loadParameters(model.parameters());
        for (int i = EVENTS - 1; i >= 0; i -= 7) {
            float[] alone = new float[1];
            fresh.score(
                    LinkQueries.of(
                            new int[] {all.source()[i]}, new int[] {all.destination()[i]}, new long[] {all.time()[i]}),
                    alone);
            assertThat(Float.floatToIntBits(alone[0])).isEqualTo(together[i]);
        }
    }

    /** Merging is exact without dropout, and other noise with it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void mergedAndSeparateDifferInDropoutOnly(boolean nodeFeatures) {
        FeatureTable nodes = nodeFeatures ? someNodes() : noNodes;
        EncodedScorer merged = model(nodes, stream.features(), 0f, true, KernelProvider.kernels(), 2);
        EncodedScorer separate = model(nodes, stream.features(), 0f, false, KernelProvider.kernels(), 2);
        assertThat(gradients(merged)).isCloseTo(gradients(separate), Offset.offset(1e-6));
        gradientsAreNear(merged, separate);
        EncodedScorer noisy = model(nodes, stream.features(), 0.4f, true, KernelProvider.kernels(), 2);
        EncodedScorer other = model(nodes, stream.features(), 0.4f, false, KernelProvider.kernels(), 2);
        assertThat(gradients(noisy)).isNotCloseTo(gradients(other), Offset.offset(1e-6));
    }

    private double gradients(EncodedScorer model) {
        return model.gradients(positives(batch(9)), negatives(batch(9), 1), 1, 9);
    }

    protected static void gradientsAreNear(EncodedScorer a, EncodedScorer b) {
        a.tensors().asMap().forEach((name, tensor) -> {
            float[] expected = b.tensors().get(name).gradient();
            float largest = 0;
            for (float e : expected) {
                largest = Math.max(largest, Math.abs(e));
            }
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) tensor.gradient()[i])
                        .as(name + "[" + i + "]")
                        .isCloseTo(expected[i], Offset.offset(1e-4 * largest + 1e-6));
            }
        });
    }

    /** An absent table and one of zeros are one thing: what is not computed is zero. */
    @Test
    void absentFeaturesAreZeros() {
        EncodedScorer absent = model(noNodes, FeatureTable.absent(EVENTS));
        EncodedScorer zeros = model(FeatureTable.zeros(NODES, NODE_WIDTH), FeatureTable.zeros(EVENTS, EDGE_WIDTH));
        assertThat(gradients(absent)).isCloseTo(gradients(zeros), Offset.offset(1e-6));
        gradientsAreNear(absent, zeros);
        LinkQueries all = positives(stream.all());
        float[] a = absent.logits(all);
        float[] z = zeros.logits(all);
        for (int i = 0; i < EVENTS; i++) {
            assertThat(a[i]).isCloseTo(z[i], Offset.offset(1e-5f));
        }
    }

    @Test
    void parametersAndOptimizerSurviveInMidStream() {
        EncodedScorer whole = model(noNodes, stream.features(), 0.2f, true, KernelProvider.kernels(), 2);
        train(whole, 3, 9);
        EncodedScorer first = model(noNodes, stream.features(), 0.2f, true, KernelProvider.kernels(), 1);
        train(first, 3, 6);
        digest(first);
        EncodedScorer second = model(noNodes, stream.features(), 0.2f, true, KernelProvider.kernels(), 1);
        digest(second);
        second.loadParameters(first.parameters());
        second.loadOptimizerState(first.optimizerState());
        second.restore(first.state());
        assertThat(digest(second)).isEqualTo(digest(first));
        train(second, 6, 9);
        assertThat(digest(second)).isEqualTo(digest(whole));
    }

    @ParameterizedTest
    @CsvSource({"true,RECENT", "false,RECENT", "false,UNIFORM"})
    void noScoreDependsOnTheFuture(boolean nodeFeatures, Sampling sampling) {
        FeatureTable nodes = nodeFeatures ? someNodes() : noNodes;
        EncodedScorer trained = model(nodes, stream.features());
        train(trained, 2, 8);
        Map<String, float[]> parameters = trained.parameters();
        Compute compute = new Compute(KernelProvider.kernels(), Workers.single());
        LeakageAudit audit = new LeakageAudit(stream, BATCH, features -> {
            EncodedScorer model = create(nodes, features, 0f, true, sampling, compute);
            model.loadParameters(parameters);
            return model;
        });
        LeakageAudit.Result result = audit.run(2, 3);
        assertThat(result.leaks()).as(result.first()).isZero();
        assertThat(result.passed()).isTrue();
    }

    @Test
    void eachDeclaredChannelChangesTheScoreAndNoOther() {
        EncodedScorer model = model(someNodes(), stream.features());
        train(model, 2, 8);
        int[] all = digest(model);
        assertThat(digestOf(model, noNodes, stream.features(), stream)).isNotEqualTo(all);
        assertThat(digestOf(model, someNodes(), FeatureTable.zeros(EVENTS, 3), stream))
                .isNotEqualTo(all);
        assertThat(digestOf(model, someNodes(), stream.features(), stream(6))).isNotEqualTo(all);
        EventStream weighted = EventStream.of(NODES, stream.sources(), stream.destinations(), stream.times())
                .features(stream.features())
                .weight(column())
                .label(column())
                .build();
        assertThat(digestOf(model, someNodes(), stream.features(), weighted)).isEqualTo(all);
        float[] score = new float[2];
        model.score(LinkQueries.of(new int[] {4, 4}, new int[] {5, 5}, new long[] {5000, 9000}), score);
        assertThat(score[0]).isNotEqualTo(score[1]);
    }

    private static float[] column() {
        float[] column = new float[EVENTS];
        for (int i = 0; i < EVENTS; i++) {
            column[i] = i % 7;
        }
        return column;
    }

    private int[] digestOf(EncodedScorer trained, FeatureTable nodes, FeatureTable edges, EventStream past) {
        EncodedScorer model = model(nodes, edges);
        model.loadParameters(trained.parameters());
        model.attach(TemporalAdjacency.of(past, Workers.single()));
        return digest(model);
    }
}
